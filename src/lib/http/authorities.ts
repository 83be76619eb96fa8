import {existsSync, readFileSync} from 'node:fs';
import {errorCode} from '../base/errors.ts';
import {once} from '../base/once.ts';
import type {Io} from '../io/io.ts';
import {type Issuer, RememberedAuthorities, type RememberedIo} from './remembered-authorities.ts';

/** Where Linux distributions keep the system's authorities in one file. The runtime reads these, and much more. */
const bundles = [
  '/etc/ssl/certs/ca-certificates.crt', // Debian, Alpine, Arch
  '/etc/pki/tls/certs/ca-bundle.crt', // Fedora
  '/etc/ssl/ca-bundle.pem', // openSUSE
];

/** Every connection reads the files anew, and the runtime its own set only once. */
const mostReads = 4;

/** Authorities in PEM, always a part of the runtime's set. Undefined for all of that set. */
type Asked = readonly (Buffer | string)[] | undefined;

/**
 * The certificate authorities that count for one host. The runtime's own set takes twice as long to read as the system's
 * file, because it also opens every file of the system's folder; and of the file, a host needs a few certificates. So those
 * with which it was accepted before are asked first, then that file together with NODE_EXTRA_CA_CERTS, and the runtime's set
 * only about a certificate that is not trusted by then.
 */
export class Authorities {
  readonly #remembered: RememberedAuthorities;
  readonly #files: () => Buffer[] | undefined;
  #next: 'remembered' | 'files' | 'all' = 'remembered';
  #reads = 0;

  /** `host`: with its port, if that is not the usual one. */
  constructor(io: RememberedIo, host: string) {
    this.#files = once(() => filesOf(io));
    this.#remembered = new RememberedAuthorities(io, host);
  }

  /** Whom to ask, for one connection. */
  take(): Asked {
    const files = this.#files();
    if (files === undefined || this.#next === 'all') return undefined;
    const known = this.#remembered.among(files);
    if (this.#next === 'remembered' && known.length > 0) return known;
    this.#reads += 1;
    return this.#reads > mostReads ? undefined : files;
  }

  /**
   * Whether others, who count from then on, may trust what those that were asked did not. `ERR_BORINGSSL` is about files
   * without a certificate.
   */
  widenAfter(error: Error, asked: Asked): boolean {
    const isAboutTrust = /^(?:CERT_|DEPTH_ZERO_|ERR_BORINGSSL|SELF_SIGNED_|UNABLE_TO_)/.test(errorCode(error) ?? '');
    if (asked === undefined || !isAboutTrust) return false;
    if (asked === this.#files()) this.#next = 'all';
    else if (this.#next === 'remembered') {
      this.#next = 'files';
      this.#remembered.forget();
    }
    return true;
  }

  /** A connection is trusted. What is to be done once its answer has arrived, to remember whom to ask. */
  accepted(asked: Asked, issuer: () => Issuer): (() => void) | undefined {
    const files = this.#files();
    if (files === undefined || asked !== files || !this.#remembered.isToLearn) return undefined;
    const found = issuer();
    return () => this.#remembered.learn(files, found);
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
