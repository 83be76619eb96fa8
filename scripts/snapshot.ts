// Rewrites test/commands.snapshot.json, for an intended change of the contract: npm run snapshot
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {contract} from '../test/commands/contract.ts';

writeFileSync(join(import.meta.dir, '..', 'test', 'commands.snapshot.json'), await contract());
