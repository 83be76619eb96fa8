import {keepMemoryOutOfCores} from '../src/lib/io/core-dumps.ts';
import {processIo} from '../src/lib/io/process-io.ts';
import {exitOnWindows} from '../src/lib/io/windows-exit.ts';
import {main} from '../src/main.ts';

keepMemoryOutOfCores();
// Everything is written synchronously by now: leaving at once spares the wait for idle connections.
const status = await main(process.argv.slice(2), processIo());
if (status > 255) exitOnWindows(status); // the job's of events run: 256 must not turn into success
process.exit(status > 255 ? 1 : status);
