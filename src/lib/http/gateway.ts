import {type ClientCertificate, readClientCertificate} from './client-certificate.ts';

export interface GatewayOptions {
  certFile: string | undefined;
  keyFile: string | undefined;
  /** Headers of its own, read when they are first needed. */
  headers: () => Promise<Record<string, string>>;
  /** The origins that are shown them. */
  origins: () => readonly string[];
}

/** What a gateway in front of the API is shown: a client certificate, and headers, which may be secret. */
export class Gateway {
  readonly #options: GatewayOptions;
  #certificate: Promise<ClientCertificate> | undefined;
  #headers: Promise<Record<string, string>> | undefined;

  constructor(options: GatewayOptions) {
    this.#options = options;
  }

  get hasCertificate(): boolean {
    return this.#options.certFile !== undefined;
  }

  /** Throws as readClientCertificate does. */
  async certificate(): Promise<ClientCertificate | undefined> {
    const {certFile, keyFile} = this.#options;
    if (certFile === undefined) return undefined;
    this.#certificate ??= readClientCertificate(certFile, keyFile);
    return this.#certificate;
  }

  /** No other host than the settings name is shown a header. */
  async headersFor({origin}: URL): Promise<Record<string, string>> {
    if (!this.#options.origins().includes(origin)) return {};
    this.#headers ??= this.#options.headers();
    return this.#headers;
  }
}
