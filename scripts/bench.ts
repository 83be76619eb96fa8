// Measures speed and memory of the built program, as ratios to something run alongside it: npm run bench [-- NAME…]
import {join} from 'node:path';
import {benchHttp2} from './bench/http2.ts';
import {benchIncidents} from './bench/incidents.ts';
import {benchLists} from './bench/lists.ts';
import {missedCount} from './bench/measure.ts';
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
const wanted = process.argv.slice(2);
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length === 0 || wanted.includes(name)) await bench(pd);
}
if (missedCount() > 0) console.log(`${missedCount()} missed`);
process.exit(missedCount() > 0 ? 1 : 0);
