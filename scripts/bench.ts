// Measures speed and memory of the built program, as ratios to something run beside it: npm run bench [-- [--save] NAME…]
// --save keeps the figures in docs/performance.json, and draws docs/performance.svg from them.
import {writeFileSync} from 'node:fs';
import {cpus} from 'node:os';
import {join} from 'node:path';
import {chart} from './bench/chart.ts';
import {benchHttp2} from './bench/http2.ts';
import {benchIncidents} from './bench/incidents.ts';
import {benchLists} from './bench/lists.ts';
import {measured, missedCount} from './bench/measure.ts';
import {benchQueue} from './bench/queue.ts';
import {benchStartUp} from './bench/start-up.ts';

const pd = join(import.meta.dir, '..', 'dist', 'pd');
const benches: Record<string, (pd: string) => Promise<void>> = {
  'start-up': benchStartUp,
  lists: benchLists,
  queue: benchQueue,
  incidents: benchIncidents,
  http2: benchHttp2,
};
const wanted = process.argv.slice(2).filter(word => word !== '--save');
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length === 0 || wanted.includes(name)) await bench(pd);
}
if (process.argv.includes('--save')) save();
if (missedCount() > 0) console.log(`${missedCount()} missed`);
process.exit(missedCount() > 0 ? 1 : 0);

function save(): void {
  const docs = join(import.meta.dir, '..', 'docs');
  const {model = 'unknown'} = cpus()[0] ?? {};
  const machine = `${process.platform}-${process.arch}, ${cpus().length} x ${model.trim()}`;
  const day = new Date().toISOString().slice(0, 10);
  writeFileSync(join(docs, 'performance.json'), `${JSON.stringify({day, machine, rows: measured}, null, 2)}\n`);
  writeFileSync(join(docs, 'performance.svg'), chart(measured));
}
