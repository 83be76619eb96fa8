import {type ClientCertificate, readClientCertificate} from './client-certificate.ts';

export interface GatewayOptions {
  certFile: string | undefined;
  keyFile: string | undefined;
  /** The gateway's own headers, read when first needed. */
  headers: () => Promise<Record<string, string>>;
  /** The origins to which they are sent. */
  origins: () => readonly string[];
}

/** What pd sends to a gateway in front of the API: a client certificate, and headers, which may be secret. */
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

  /** Headers are sent only to the hosts that the settings name. */
  async headersFor({origin}: URL): Promise<Record<string, string>> {
    if (!this.#options.origins().includes(origin)) return {};
    this.#headers ??= this.#options.headers();
    return this.#headers;
  }
}
