import type {IncomingMessage, ServerResponse} from 'node:http';
import {type Call, encode, type Reply, send, type Wire} from './exchange.ts';
import type {Fault} from './faults.ts';

/** Answers as the fault says. `real` carries out the request, for faults that only delay or cut the real answer. */
export async function answerFault(
  fault: Fault,
  call: Call,
  response: ServerResponse,
  real: () => Reply | Promise<Reply>,
  replaced: boolean,
): Promise<void> {
  const {socket} = response.req;
  if (fault.delayMs !== undefined) await pause(fault.delayMs, response);
  const truth = fault.after === true || !replaced ? await real() : undefined;
  if (fault.reset) return cut(socket);
  if (fault.hang) return;
  const reply = replaced || truth === undefined ? scripted(fault, call) : truth;
  const wire = encode(call, reply, fault.gzip === true ? 'always' : 'auto');
  if (fault.truncate !== undefined) return sendCut(response, wire, fault.truncate, fault.chunked === true);
  if (fault.dripMs !== undefined) return drip(response, wire, fault.dripMs);
  if (fault.chunked) {
    response.writeHead(wire.status, wire.headers);
    response.end(wire.bytes);
    return;
  }
  send(response, wire);
}

export const cut = (socket: IncomingMessage['socket']): void => {
  socket.resetAndDestroy();
};

function scripted(fault: Fault, call: Call): Reply {
  const headers = {...fault.headers};
  if (fault.redirect !== undefined) {
    return {status: fault.status ?? 307, headers: {location: fault.redirect, ...headers}, text: ''};
  }
  const status = fault.status ?? 200;
  if (fault.nest !== undefined) return {status, headers, text: `${'['.repeat(fault.nest)}${']'.repeat(fault.nest)}`};
  if (fault.padBytes !== undefined) return {status, headers, text: `{"pad":"${'x'.repeat(fault.padBytes)}"}`};
  if (typeof fault.body === 'string') return {status, headers, text: fault.body};
  if (fault.body !== undefined) return {status, headers, body: fault.body};
  return {status, headers, ...usualBody(status, call.path)};
}

/** The APIs' bodies for a failure, for a fault that gives only its status. */
function usualBody(status: number, path: string): Pick<Reply, 'body' | 'text'> {
  if (status === 429) return path.startsWith('/v2/') ? {text: ''} : error(2020, 'Rate Limit Exceeded');
  if (status === 400 && path.startsWith('/v2/')) {
    return {body: {status: 'invalid event', message: 'Event object is invalid', errors: ['Refused on demand']}};
  }
  if (status >= 500) return error(2000, 'Internal Server Error');
  return status >= 400 ? error(2001, 'Refused on demand') : {text: ''};
}

const error = (code: number, message: string) => ({body: {error: {message, code}}});

async function sendCut(response: ServerResponse, wire: Wire, length: number, chunked: boolean): Promise<void> {
  const sizes = chunked ? {} : {'content-length': String(wire.bytes.length)};
  response.writeHead(wire.status, {...wire.headers, ...sizes});
  await new Promise<void>(resolve => {
    response.write(wire.bytes.subarray(0, length), () => resolve());
  });
  // Lets the bytes go out before the connection closes, so that the client receives them.
  await pause(20, response);
  response.req.socket.destroy();
}

async function drip(response: ServerResponse, wire: Wire, stepMs: number): Promise<void> {
  response.writeHead(wire.status, {...wire.headers, 'content-length': String(wire.bytes.length)});
  for (const byte of wire.bytes) {
    if (response.destroyed || response.req.socket.destroyed) return;
    response.write(Buffer.from([byte]));
    await pause(stepMs, response);
  }
  response.end();
}

/** Waits, or ends early if the client disconnects or the sandbox closes. */
export function pause(ms: number, response: ServerResponse): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      clearTimeout(timer);
      response.off('close', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    response.on('close', done);
  });
}
