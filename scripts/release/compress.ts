import {gzipSync} from 'node:zlib';
import type {Target} from './targets.ts';

/** Without a time or a name, so that the same input gives the same output. */
export const gzip = (data: Uint8Array): Buffer => gzipSync(data);

/**
 * In one thread, because the result depends on the number of threads; several files at once use several processors. Level
 * 0 is four times as fast as 6, and its result a fifth larger. Throws if there is no xz.
 */
export async function xz(data: Uint8Array, {platform}: Pick<Target, 'platform'>, level: number): Promise<Buffer> {
  // This filter makes calls in the code of these processors alike. The one for arm64 is too new for many unpackers.
  const filter = platform.includes('-x64') ? ['--x86'] : [];
  const child = Bun.spawn(['xz', '--threads=1', '--stdout', '--format=xz', ...filter, `--lzma2=preset=${level}`], {
    stdin: Buffer.from(data),
    stdout: 'pipe',
    stderr: 'inherit',
  });
  const [packed, status] = await Promise.all([new Response(child.stdout).arrayBuffer(), child.exited]);
  if (status !== 0) throw new Error(`xz ended with ${status}`);
  return Buffer.from(packed);
}
