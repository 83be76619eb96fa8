import {existsSync, readFileSync} from 'node:fs';
import {errorCode} from '../base/errors.ts';
import {once} from '../base/once.ts';
import type {Io} from '../io/io.ts';

/** Where Linux distributions keep the system's authorities in one file. The runtime reads these, and much more. */
const bundles = [
  '/etc/ssl/certs/ca-certificates.crt', // Debian, Alpine, Arch
  '/etc/pki/tls/certs/ca-bundle.crt', // Fedora
  '/etc/ssl/ca-bundle.pem', // openSUSE
];

/** Every connection reads the files anew, and the runtime its own set only once. */
const mostReads = 4;

/**
 * The certificate authorities that count. The runtime's own set takes twice as long to read as the system's file, because
 * it also opens every file of the system's folder. So that file, together with NODE_EXTRA_CA_CERTS, is asked first, and
 * the runtime's set only about a certificate that is not trusted by then.
 */
export class Authorities {
  readonly #files: () => Buffer[] | undefined;
  #reads = 0;

  constructor(io: Pick<Io, 'env' | 'platform'>) {
    this.#files = once(() => filesOf(io));
  }

  /** For one connection, in PEM, always a part of the runtime's set. Undefined for all of that set. */
  take(): Buffer[] | undefined {
    this.#reads += 1;
    return this.#reads > mostReads ? undefined : this.#files();
  }

  /**
   * Whether the runtime's set, which counts from then on, may trust what the files did not. `ERR_BORINGSSL` is about files
   * without a certificate.
   */
  widenAfter(error: Error): boolean {
    const isAboutTrust = /^(?:CERT_|DEPTH_ZERO_|ERR_BORINGSSL|SELF_SIGNED_|UNABLE_TO_)/.test(errorCode(error) ?? '');
    if (isAboutTrust) this.#reads = mostReads;
    return isAboutTrust;
  }
}

function filesOf({env, platform}: Pick<Io, 'env' | 'platform'>): Buffer[] | undefined {
  if (platform !== 'linux') return undefined;
  const hasOwnFolder = env['SSL_CERT_DIR'] !== undefined;
  const system = env['SSL_CERT_FILE'] ?? (hasOwnFolder ? undefined : bundles.find(file => existsSync(file)));
  if (!system) return undefined;
  const extra = env['NODE_EXTRA_CA_CERTS'];
  try {
    return [system, ...(extra ? [extra] : [])].map(file => readFileSync(file));
  } catch {
    return undefined; // the runtime says that it cannot be read
  }
}
