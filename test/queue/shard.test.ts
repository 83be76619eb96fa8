import {expect, test} from 'bun:test';
import {utimesSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {entryName} from '../../src/lib/queue/entry-name.ts';
import {Shard} from '../../src/lib/queue/shard.ts';
import {tempFolder} from '../support/pd.ts';

test('a listing is not reused a moment later, whatever the timestamps say', async () => {
  const folder = tempFolder();
  const shard = new Shard(folder);
  /** The folder's time stamp does not tell them apart, as on a file system that counts seconds. */
  const add = (seq: number) => {
    writeFileSync(join(folder, entryName({seq, keyHash: '0'.repeat(16), group: '1'.repeat(16)}).file), '{}');
    utimesSync(folder, 1_700_000_000, 1_700_000_000);
  };
  const seqs = () => shard.names().map(({seq}) => seq);
  add(1);
  expect(seqs()).toEqual([1]);
  add(2);
  await new Promise(resolve => setImmediate(resolve));
  expect(seqs()).toEqual([1, 2]);
  expect(shard.ofKey('0'.repeat(16))).toHaveLength(2);
  expect(shard.ofKey('2'.repeat(16))).toEqual([]);
});
