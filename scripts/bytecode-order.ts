import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {once} from '../src/lib/base/once.ts';
import {compile, hostPlatform} from './compile.ts';

/** What cron, CI and people at a terminal start most, the most common first. */
const starts = [
  ['events', 'trigger', '-s', 'x', '--source', 'x', '--dedup-key', 'x'],
  ['incidents', 'ls'],
  ['--help'],
  ['incidents', 'ls', '--help'],
];

/**
 * Files that name the functions that common starts use. The build puts these together, so that a start reads, and holds,
 * a tenth less of the program. They are recorded by a program for this machine that is built for it, with the runtime as
 * it comes: the hardened one records nothing. The same sources give the same files. Throws if a start fails.
 */
export const recordedOrder = once(async (): Promise<string[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'pd-order-'));
  process.on('exit', () => rmSync(folder, {recursive: true, force: true}));
  const program = join(folder, process.platform === 'win32' ? 'pd.exe' : 'pd');
  await compile({outfile: program, executablePath: process.execPath, platform: hostPlatform, order: []});
  using server = Bun.serve({hostname: '127.0.0.1', port: 0, fetch: answer});
  const url = server.url.origin;
  const files: string[] = [];
  for (const [index, words] of starts.entries()) {
    const file = join(folder, `order-${index}`);
    const env = {
      ...{PD_EVENTS_URL: url, PD_API_URL: url, PD_ROUTING_KEY: 'r'.repeat(32), PD_API_KEY: 'u+OrderOrderOrder001'},
      ...{PD_CONFIG_DIR: join(folder, 'config'), PD_STATE_DIR: join(folder, 'state'), BUN_BYTECODE_ORDER_OUT: file},
    };
    const child = Bun.spawn([program, ...words], {env, stdin: 'ignore', stdout: 'ignore', stderr: 'pipe'});
    const [stderr, code] = await Promise.all([new Response(child.stderr).text(), child.exited]);
    if (code !== 0)
      throw new Error(`pd ${words.join(' ')} ended with ${code} while its functions were recorded: ${stderr}`);
    files.push(file);
  }
  rmSync(program);
  return files;
});

const answer = ({method}: Request): Response =>
  method === 'POST'
    ? Response.json({status: 'success', message: 'Event processed', dedup_key: 'x'}, {status: 202})
    : Response.json({incidents: [], offset: 0, limit: 100, more: false, total: 0});
