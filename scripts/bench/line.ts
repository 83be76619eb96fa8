import {type AddressInfo, connect, createServer, type Server, type Socket} from 'node:net';

/** Puts a server on the loopback behind a line with the given round-trip time. Returns the port of the line. */
export async function delayed(origin: Server, roundTripMs: number): Promise<number> {
  const oneWayMs = roundTripMs / 2;
  const port = await listening(origin);
  if (roundTripMs === 0) return port;
  const line = createServer(near => {
    const far = connect(port, '127.0.0.1');
    // The kernel has accepted the connection at once. Over a real line, nothing could be sent before one round trip.
    const connectedMs = performance.now() + roundTripMs;
    near.on('data', chunk => {
      const waitMs = Math.max(0, connectedMs - performance.now());
      setTimeout(() => far.write(chunk), waitMs + oneWayMs);
    });
    far.on('data', chunk => void setTimeout(() => near.write(chunk), oneWayMs));
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as [Socket, Socket][]) {
      one.setNoDelay();
      one.on('end', () => void setTimeout(() => other.end(), oneWayMs));
      one.on('error', () => other.destroy());
    }
  });
  return await listening(line);
}

const listening = (server: Server): Promise<number> =>
  new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
