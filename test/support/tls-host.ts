import https from 'node:https';
import net from 'node:net';
import type {Pair} from './certificates.ts';
import {listening} from './listening.ts';

/** A host that accepts every event, with a certificate that can be changed, and counts the connections to it. */
export async function tlsHost(first: Pair) {
  const servers: https.Server[] = [];
  let connections = 0;
  let port = 0;
  const present = async (certificate: Pair): Promise<void> => {
    const server = https.createServer(certificate, (request, response) => {
      request.resume().on('end', () => response.writeHead(202).end('{"status":"success","dedup_key":"k"}'));
    });
    servers.push(server);
    port = await listening(server, 'localhost');
  };
  const front = net.createServer(socket => {
    connections += 1;
    socket
      .on('error', () => undefined)
      .pipe(net.connect(port, 'localhost').on('error', () => undefined))
      .pipe(socket);
  });
  await present(first);
  return {
    url: `https://localhost:${await listening(front, 'localhost')}`,
    present,
    /** How many there were since it was last asked. */
    connections: (): number => {
      const count = connections;
      connections = 0;
      return count;
    },
    close: (): void => {
      front.close();
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}
