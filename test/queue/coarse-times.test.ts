import {expect, test} from 'bun:test';
import {spawnSync} from 'node:child_process';
import {chmodSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {trigger, until, world} from '../support/events-world.ts';
import {program, tempFolder} from '../support/pd.ts';

/** A folder on ext4 with 128-byte inodes, which have no room for parts of a second. Undefined where none can be had. */
function onCoarseExt4(): {folder: string; end: () => void} | undefined {
  const folder = tempFolder();
  const image = join(tempFolder(), 'ext4.img');
  const done = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;
  const isMounted =
    process.getuid?.() === 0 &&
    done('truncate', '-s', '16M', image) &&
    done('mkfs.ext4', '-q', '-I', '128', image) &&
    done('mount', '-o', 'loop', image, folder);
  if (!isMounted) {
    console.log('a file system with one-second times is not tested here: it takes root, mkfs.ext4 and loop devices');
    return undefined;
  }
  chmodSync(folder, 0o700);
  return {folder, end: () => void spawnSync('umount', [folder])};
}

test('on a file system with timestamps in seconds, a long send sees what another pd queues in the meantime', async () => {
  const disk = onCoarseExt4();
  if (!disk) return;
  try {
    const one = await world();
    const env = {PD_STATE_DIR: disk.folder};
    await one.pd(trigger('other'), {env});
    expect(statSync(join(disk.folder, 'queue')).mtimeMs % 1000).toBe(0);
    const child = Bun.spawn([program, 'events', 'send', '-', '-o', 'id'], {
      env: {PATH: process.env['PATH'], ...one.env, ...env, HOME: disk.folder},
      stdin: 'pipe',
      stdout: 'pipe',
      stderr: 'ignore',
    });
    const output = child.stdout.getReader();
    const write = async (event: object): Promise<void> => {
      child.stdin.write(`${JSON.stringify(event)}\n`);
      await child.stdin.flush();
      await output.read();
    };
    for (let count = 0; count < 5; count++) {
      // The folder has been looked into, and changes again within the same second.
      await write({event_action: 'acknowledge', dedup_key: `k${count}`});
      expect((await one.pd(trigger(`k${count}`), {env})).code).toBe(0);
    }
    await one.up();
    for (let count = 0; count < 5; count++) await write({event_action: 'resolve', dedup_key: `k${count}`});
    await child.stdin.end();
    expect(await child.exited).toBe(0);
    await until(async () => (await one.pd(['events', 'queue', 'flush'], {env})).code === 0);
    for (let count = 0; count < 5; count++) {
      const ofKey = one.keys().filter(key => key.endsWith(` k${count}`));
      expect(ofKey).toEqual([`acknowledge k${count}`, `trigger k${count}`, `resolve k${count}`]);
    }
    await one.down();
  } finally {
    disk.end();
  }
});
