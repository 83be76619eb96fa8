import {keepMemoryOutOfCores} from '../src/lib/io/core-dumps.ts';
import {processIo} from '../src/lib/io/process-io.ts';
import {main} from '../src/main.ts';

keepMemoryOutOfCores();
// Everything is written synchronously by now: leaving at once spares the wait for idle connections.
process.exit(await main(process.argv.slice(2), processIo()));
