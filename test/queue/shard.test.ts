import {expect, test} from 'bun:test';
import {utimesSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {entryName} from '../../src/lib/queue/entry-name.ts';
import {Shard} from '../../src/lib/queue/shard.ts';
import {ioWith} from '../support/io.ts';
import {tempFolder} from '../support/pd.ts';

test('a listing that was read as the folder changed is not taken for the whole a moment later', () => {
  const folder = tempFolder();
  const changedMs = 1_700_000_000_000;
  let nowMs = changedMs + 5;
  const shard = new Shard(folder, ioWith({}, {now: () => nowMs}));
  /** Both within one tick of the file system's clock: the folder's time stamp does not tell them apart. */
  const add = (seq: number) => {
    writeFileSync(join(folder, entryName({seq, keyHash: '0'.repeat(16), group: '1'.repeat(16)}).file), '{}');
    utimesSync(folder, changedMs / 1000, changedMs / 1000);
  };
  add(1);
  expect(shard.names().map(({seq}) => seq)).toEqual([1]);
  add(2);
  nowMs = changedMs + 1000;
  expect(shard.names().map(({seq}) => seq)).toEqual([1, 2]);
});
