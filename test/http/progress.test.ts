import {expect, test} from 'bun:test';
import {EventEmitter} from 'node:events';
import type {ClientRequest} from 'node:http';
import net from 'node:net';
import {RequestProgress} from '../../src/lib/http/progress.ts';

test('a kept connection keeps nothing of the requests that it has carried', () => {
  const socket = new net.Socket();
  const before = socket.eventNames().length;
  for (let count = 0; count < 100; count++) {
    const progress = new RequestProgress();
    const request = Object.assign(new EventEmitter(), {host: '127.0.0.1', reusedSocket: count > 0});
    progress.watch(request as unknown as ClientRequest);
    request.emit('socket', socket);
    expect(progress.isSent).toBe(true);
  }
  expect(socket.eventNames()).toHaveLength(before);
});
