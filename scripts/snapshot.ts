// Rewrites test/commands.snapshot.json and docs/commands.md, for an intended change of the contract: npm run snapshot
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {contract} from '../test/commands/contract.ts';
import {commandReference} from './reference/markdown.ts';

writeFileSync(join(import.meta.dir, '..', 'test', 'commands.snapshot.json'), await contract());
writeFileSync(join(import.meta.dir, '..', 'docs', 'commands.md'), await commandReference());
