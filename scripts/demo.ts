// Demonstrates the main task on the built program's own sandbox: trigger, list, acknowledge, resolve.
import {join} from 'node:path';

const pd = join(import.meta.dir, '..', 'dist', 'pd');
const sandbox = Bun.spawn([pd, 'sandbox', '--port', '0', '-o', 'json'], {stdout: 'pipe', stderr: 'ignore'});
try {
  const settings = JSON.parse(await firstLine(sandbox.stdout)) as Record<string, string>;
  const env = {...process.env, ...settings};
  const dedupKey = show(env, 'events', 'trigger', '-s', 'disk full on db1', '--source', 'db1', '-o', 'id').trim();
  show(env, 'incidents', 'ls');
  const number = show(env, 'incidents', 'ls', '--fields', 'incident_number', '--no-header').trim();
  show(env, 'incidents', 'ack', number);
  show(env, 'events', 'resolve', dedupKey);
  show(env, 'incidents', 'ls');
  show(env, 'incidents', 'ls', '--status', 'resolved');
} finally {
  sandbox.kill();
}

function show(env: Record<string, string | undefined>, ...args: string[]): string {
  console.log(`$ pd ${args.map(arg => (/\s/.test(arg) ? `"${arg}"` : arg)).join(' ')}`);
  const run = Bun.spawnSync([pd, ...args], {env, stderr: 'inherit'});
  const output = run.stdout.toString();
  console.log(output);
  if (run.exitCode !== 0) throw new Error(`it exited with ${run.exitCode}`);
  return output;
}

async function firstLine(stream: ReadableStream<Uint8Array>): Promise<string> {
  let text = '';
  for await (const chunk of stream) {
    text += Buffer.from(chunk).toString('utf8');
    if (text.includes('\n')) return text;
  }
  throw new Error('the sandbox ended before it printed its settings');
}
