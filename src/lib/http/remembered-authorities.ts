import path from 'node:path';
import {field} from '../base/json.ts';
import {stateFolder} from '../files/folders.ts';
import {readPrivateFile, removeFile, writePrivateFile} from '../files/private-file.ts';
import type {Io} from '../io/io.ts';

/** The names in a certificate of who issued it, as the runtime gives them. */
export interface Issuer {
  /** The organization. */
  O?: string | string[];
  CN?: string | string[];
}

export type RememberedIo = Pick<Io, 'env' | 'platform' | 'homeFolder' | 'pid'>;

/** More than that would save little. */
const mostRemembered = 16;

/**
 * Which authorities one host was accepted with: `authorities/HOST.json` in the state folder. Nothing is trusted because it
 * is in there: it counts only while the system has it too.
 */
export class RememberedAuthorities {
  readonly #pid: number;
  readonly #host: string;
  readonly #file: string | undefined;
  #certificates: readonly string[] | undefined;
  #isToLearn = false;

  /** `host`: with its port, if that is not the usual one. */
  constructor(io: RememberedIo, host: string) {
    this.#pid = io.pid;
    this.#host = host;
    const state = stateFolderIfAny(io);
    this.#file = state && path.join(state, 'authorities', `${host}.json`);
  }

  /** Whether `learn` may find some for the next connection. */
  get isToLearn(): boolean {
    return this.#isToLearn;
  }

  /** Those that the system still has, in PEM. `system`: all that it has. */
  among(system: readonly Buffer[]): readonly string[] {
    if (this.#certificates === undefined) {
      const written = this.#written();
      this.#certificates = (written ?? []).filter(
        each => certificatesIn(each)[0] === each && system.some(bytes => bytes.includes(each, 0, 'latin1')),
      );
      // An empty list says that there is nothing to learn about this host.
      this.#isToLearn = written?.length !== 0 && this.#certificates.length === 0;
    }
    return this.#certificates;
  }

  /** The host's certificate is not trusted with them. */
  forget(): void {
    if (this.#file !== undefined) removeFile(this.#file);
    this.#isToLearn = true;
  }

  /**
   * Remembers, after what was known before, the authorities of the organization that issued the host's certificate. The
   * certificate itself mostly comes from an authority in between, which the host sends along, and the runtime tells neither
   * that one nor the system's authority behind it.
   */
  learn(system: readonly Buffer[], issuer: Issuer): void {
    if (!this.#isToLearn) return; // another connection was quicker
    const known = this.among(system);
    const found = [...new Set([...known, ...certificatesOf(system, issuer)])];
    const isUseful = found.length > known.length && found.length <= mostRemembered;
    this.#certificates = isUseful ? found : [];
    this.#isToLearn = false;
    if (this.#file !== undefined)
      writePrivateFile(this.#file, {host: this.#host, certificates: [...this.#certificates]}, this.#pid);
  }

  #written(): string[] | undefined {
    if (this.#file === undefined) return [];
    const kept = field(readPrivateFile(this.#file), 'certificates');
    return Array.isArray(kept) ? kept.filter(each => typeof each === 'string') : undefined;
  }
}

const certificatesIn = (pem: string): string[] =>
  pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];

/** The certificates that contain the organization's name, or the issuer's own where there is none. */
function certificatesOf(system: readonly Buffer[], {O, CN}: Issuer): string[] {
  const name = [O ?? CN].flat()[0];
  if (!name) return [];
  const all = system.flatMap(bytes => certificatesIn(bytes.toString('latin1')));
  return all.filter(each => Buffer.from(each.replace(/-----[A-Z ]+-----/g, ''), 'base64').includes(name));
}

function stateFolderIfAny(io: RememberedIo): string | undefined {
  try {
    return stateFolder(io);
  } catch {
    return undefined; // a relative path
  }
}
