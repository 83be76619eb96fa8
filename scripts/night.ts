// Types what an engineer needs at night at a real terminal, and counts keys and requests: npm run night.
import {demoSeed} from '../src/sandbox/demo.ts';
import {startSandbox} from '../src/sandbox/server.ts';
import {nightTasks, typeAll} from '../test/program/night.ts';

const sandbox = await startSandbox({seed: demoSeed});
const typed = await typeAll(nightTasks, sandbox);
await sandbox.close();

console.log(['KEYS', 'MOST', 'BEFORE', 'REQUESTS', 'TASK', 'TYPED'].join('\t'));
for (const [index, {name, keys, most, before, shows}] of nightTasks.entries()) {
  const {screen = '', keys: count = 0, requests = 0} = typed[index] ?? {};
  const isDone = shows.test(screen) && count <= most;
  console.log([count, most, before, requests, isDone ? name : `${name}: FAILED`, keys].join('\t'));
  if (!isDone) process.exitCode = 1;
}
