import type {Socket} from 'bun';
import type {Authorities} from './authorities.ts';
import type {Phase} from './progress.ts';

/** What a connection carries. */
export interface Carried {
  /** There is a connection, or room for more. `send` returns how many bytes it took, beginning at `from`. */
  write: (send: (bytes: Buffer, from: number) => number) => void;
  take: (bytes: Buffer) => void;
  /** The connection has ended. */
  close: () => void;
  fail: (error: Error) => void;
}

/**
 * A connection to a host, which carries one request after the other. It is made with the runtime's own sockets: loading
 * node:http, node:net and node:tls would take longer than all the rest of a command.
 */
export class Connection {
  #phase: Phase = 'opening';
  #isEstablished = false;
  #socket: Socket | undefined;
  #request: Carried | undefined;
  #hasCarried = false;
  #failure: Error | undefined;
  #isOver = false;
  #remember: (() => void) | undefined;
  readonly #onFree: () => void;

  /** `onFree` is called whenever it can carry another request. */
  constructor(url: URL, authorities: Authorities, onFree: (connection: Connection) => void) {
    this.#onFree = () => onFree(this);
    this.#connect(url, authorities);
  }

  #connect(url: URL, authorities: Authorities): void {
    const hostname = url.hostname.replace(/^\[|\]$/g, '');
    const isTls = url.protocol === 'https:';
    const ca = isTls ? authorities.take() : undefined;
    const tls = {rejectUnauthorized: true, serverName: isAddress(hostname) ? '' : hostname, ...(ca && {ca: [...ca]})};
    let isReplaced = false;
    const fail = (error: Error): void => {
      if (isReplaced) return;
      isReplaced = authorities.widenAfter(error, ca);
      if (!isReplaced) return void this.#fail(error);
      this.#socket?.terminate();
      this.#phase = 'opening';
      this.#connect(url, authorities);
    };
    // Files without certificates are refused before there is a socket.
    const begun = async () =>
      await Bun.connect({
        hostname,
        port: Number(url.port) || (isTls ? 443 : 80),
        ...(isTls && {tls}),
        socket: {
          open: socket => this.#open(socket, isTls),
          handshake: (socket, isTrusted, error) => {
            if (!isTrusted) return fail(tlsError(error));
            this.#remember = authorities.accepted(ca, () => socket.getPeerCertificate()?.issuer ?? {});
            this.#establish();
          },
          drain: () => this.#write(),
          data: (_, data) => (this.#request ? this.#request.take(data) : this.terminate()),
          close: () => void (isReplaced || this.#close()),
          // With TLS 1.3 a server refuses the client only after its handshake.
          error: (_, error) => fail(tlsError(error)),
        },
      });
    begun().catch(fail);
  }

  /** What it is waiting for, until it is established. */
  get phase(): Phase {
    return this.#phase;
  }

  get hasCarried(): boolean {
    return this.#hasCarried;
  }

  /** Whether the other side has closed it. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether it could not be made, which its request is told. */
  get hasFailed(): boolean {
    return this.#failure !== undefined && !this.#hasCarried;
  }

  carry(request: Carried): void {
    this.#request = request;
    this.#hasCarried = true;
    if (this.#failure) request.fail(this.#failure);
    else if (this.#isOver) request.close();
    else this.#write();
  }

  /** The answer to its request has arrived. */
  free(isReusable: boolean): void {
    this.#request = undefined;
    this.#remember?.();
    this.#remember = undefined;
    if (!isReusable) return void this.#socket?.end();
    this.resume();
    this.#onFree();
  }

  pause(): void {
    this.#socket?.pause();
  }

  resume(): void {
    this.#socket?.resume();
  }

  terminate(): void {
    this.#isOver = true;
    this.#socket?.terminate();
  }

  #open(socket: Socket, isTls: boolean): void {
    this.#socket = socket;
    if (this.#isOver) return void socket.terminate(); // by now, its request is on its way over another connection
    if (isTls) this.#phase = 'tls';
    else this.#establish();
  }

  #establish(): void {
    if (this.#isOver) return;
    this.#isEstablished = true;
    this.#write();
  }

  #write(): void {
    const socket = this.#socket;
    // Without a length the runtime refuses any other beginning than 0, whatever its documentation says.
    if (socket && this.#isEstablished)
      this.#request?.write((bytes, from) => socket.write(bytes, from, bytes.length - from));
  }

  /** There may be no request yet. */
  #fail(error: Error): void {
    this.#failure = error;
    this.#request?.fail(error);
  }

  #close(): void {
    this.#isOver = true;
    this.#request?.close();
  }
}

/** The code that node:tls gives it: `ERR_SSL_` and the reason, which is in the message. */
function tlsError(error: Error | null): Error {
  const given = error ?? new Error('no TLS');
  const reason = /:SSL routines:\w*:(\w+)$/.exec(given.message)?.[1];
  return reason === undefined ? given : Object.assign(given, {code: `ERR_SSL_${reason}`});
}

const isAddress = (hostname: string): boolean => /^[\d.]+$|:/.test(hostname);
