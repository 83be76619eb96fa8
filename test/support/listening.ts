import type {AddressInfo, Server} from 'node:net';

/** Makes the server listen at a free port of the host, and returns the port. */
export async function listening(server: Server, host = '127.0.0.1'): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, host, resolve));
  return (server.address() as AddressInfo).port;
}
