import {expect, test} from 'bun:test';
import {existsSync, mkdirSync, readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {placeMeanwhile} from '../../src/lib/files/file-thread.ts';
import {canTrace, runUnderStrace} from '../crash/traced.ts';
import {lines, type World, world} from '../support/events-world.ts';
import {tempFolder} from '../support/pd.ts';

test('another thread places files', async () => {
  const folder = tempFolder();
  const files = Array.from({length: 3}, (_, index) => ({
    temporary: join(folder, `${index}.tmp`),
    final: join(folder, `${index}.json`),
    text: `text ${index} ä`,
  }));
  const isPlaced = await placeMeanwhile(files);
  expect(isPlaced).toBe(files.every(({final}) => existsSync(final)));
  if (!isPlaced) return console.log('not checked: the file system cannot be synced as a whole');
  for (const {final, text} of files) {
    expect(readFileSync(final, 'utf8')).toBe(text);
    expect(statSync(final).mode & 0o777).toBe(0o600);
  }
  expect(readdirSync(folder)).toHaveLength(files.length);
});

test('what another thread could not do is a system error here', async () => {
  const folder = tempFolder();
  mkdirSync(join(folder, 'taken'));
  const file = {temporary: join(folder, 'taken'), final: join(folder, 'final'), text: ''};
  const error = await placeMeanwhile([file]).catch(failure => failure);
  if (error === false) return console.log('not checked: the file system cannot be synced as a whole');
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({code: 'EEXIST', syscall: 'open', path: file.temporary});
});

/** Queues hundreds of events, whose files another thread writes. `failure`: a system call that fails, and when. */
async function queued(one: World, count: number, failure?: string) {
  const log = join(one.folder, 'strace');
  const fault = failure === undefined ? [] : ['-e', `inject=${failure}`];
  const traced = ['execve', 'syncfs', ...(failure === undefined ? [] : [failure.replace(/:.*/, '')])];
  const words = ['--seccomp-bpf', '-o', log, '-e', `trace=${traced}`, ...fault];
  const ran = await runUnderStrace(one, words, ['events', 'send', '-', '-o', 'jsonl'], lines(count));
  const results = ran.stdout
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line));
  const keys = results.filter(({status}) => status === 'queued').map(({dedup_key}) => dedup_key as string);
  return {...ran, keys, calls: readFileSync(log, 'utf8').split('\n')};
}

const keyIn = (file: string): string => JSON.parse(readFileSync(file, 'utf8')).dedup_key;

test.skipIf(!canTrace)('hundreds of events are written and synced by another thread', async () => {
  const one = await world();
  const {code, keys, calls} = await queued(one, 900);
  expect(code).toBe(0);
  expect(one.files('pending').map(keyIn).sort()).toEqual(keys.sort());
  expect(keys).toHaveLength(900);
  const threadOf = (call: string) => calls.filter(line => line.includes(`${call}(`)).map(line => line.split(' ')[0]);
  if (threadOf('syncfs').length === 0) return console.log('not checked: the file system cannot be synced as a whole');
  const [main] = threadOf('execve');
  expect(threadOf('syncfs').some(thread => thread !== main)).toBe(true);
  await one.down();
});

for (const failure of ['fchmod:error=ENOSPC:when=400', 'rename:error=EIO:when=400']) {
  test.skipIf(!canTrace)(
    `what cannot be stored is not reported as queued, and leaves nothing: ${failure}`,
    async () => {
      const one = await world();
      const {code, keys, stderr} = await queued(one, 900, failure);
      expect(code).not.toBe(0);
      expect(stderr).toContain('NOT queued');
      expect(keys.length).toBeLessThan(900);
      expect(one.files('pending').map(keyIn).sort()).toEqual(keys.sort());
      expect(one.files('tmp')).toEqual([]);
      await one.down();
    },
  );
}
