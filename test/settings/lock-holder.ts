// Takes the lock named by its argument, says so, and holds it until it is ended.
import {tryLock} from '../../src/lib/files/lock.ts';

console.log(tryLock(process.argv[2] ?? '') ? 'held' : 'busy');
setInterval(() => undefined, 1_000);
