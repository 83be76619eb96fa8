import {expect, test} from 'bun:test';
import {canMeasureMemory, memoryKb} from '../support/memory.ts';
import {spawnPd} from '../support/pd.ts';
import {type Answer, scriptedServer} from '../support/scripted-server.ts';

const megabyte = Buffer.alloc(1024 * 1024, '{"id":"PX"},');

test('an answer of 1,000 MB is read only up to the limit: 7, in bounded memory', async () => {
  let sentMb = 0;
  let peakKb = 0;
  const endless: Answer = response => {
    response.writeHead(200, {'content-type': 'application/json'});
    response.write('{"users":[');
    const go = (): void => {
      peakKb = Math.max(peakKb, memoryKb(child.pid, 'VmHWM'));
      while (sentMb++ < 1000) if (!response.write(megabyte)) return void response.once('drain', go);
      response.end('{"id":"PY"}],"more":false}');
    };
    go();
  };
  using server = await scriptedServer([endless]);
  const env = {PD_API_URL: server.url, PD_API_KEY: 'u+aBcDeFgHiJkLmNoPqR', PD_MAX_WAIT: '0'};
  const child = spawnPd(['rest', 'list', 'users'], {env});
  const [stdout, stderr, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  expect([code, stdout]).toEqual([7, '']);
  expect(JSON.parse(stderr).error).toMatchObject({kind: 'unreachable', message: 'The answer is over 100 MB'});
  expect(sentMb).toBeLessThan(200);
  if (!canMeasureMemory) return console.log('its memory is not checked: there is no /proc');
  // 200 MB where the garbage collector has its turn in time; a few copies of what was read where it has not.
  expect(peakKb / 1024).toBeGreaterThan(100);
  expect(peakKb / 1024).toBeLessThan(500);
});
