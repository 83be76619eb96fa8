import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/** A folder for hundreds of thousands of files. */
export interface Disk {
  folder: string;
  remove: () => void;
}

/**
 * On a new file system, where root may mount one: for minutes after thousands of files have been deleted, such as those of
 * the tests or of the last run, ext4 without a journal takes four times as long to create others.
 */
export function newDisk(): Disk {
  const place = mkdtempSync(join(tmpdir(), 'pd-bench-'));
  const [image, folder] = [join(place, 'image'), join(place, 'disk')];
  mkdirSync(folder);
  const isDone = (...argv: [string, ...string[]]): boolean =>
    spawnSync(argv[0], argv.slice(1), {stdio: 'ignore'}).status === 0;
  const isMounted =
    isDone('truncate', '-s', '4G', image) &&
    isDone('mkfs.ext4', '-q', '-N', '400000', '-E', 'lazy_itable_init=0,lazy_journal_init=0', image) &&
    isDone('mount', '-o', 'loop', image, folder);
  if (!isMounted) console.log('the queue is on the disk of the temporary folder: mounting another takes root and ext4');
  isDone('sync');
  return {
    folder,
    remove() {
      if (isMounted) isDone('umount', folder);
      rmSync(place, {recursive: true, force: true});
    },
  };
}
