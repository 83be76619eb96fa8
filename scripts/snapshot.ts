// Writes test/commands.snapshot.json anew, for a change of the contract that is meant: npm run snapshot
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {contract} from '../test/commands/contract.ts';

writeFileSync(join(import.meta.dir, '..', 'test', 'commands.snapshot.json'), await contract());
