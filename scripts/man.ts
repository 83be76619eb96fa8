// Writes the manual pages to dist/man/man1: npm run man, then man -M dist/man pd
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {manPages} from './reference/man.ts';

const folder = join(import.meta.dir, '..', 'dist', 'man', 'man1');
mkdirSync(folder, {recursive: true});
const pages = await manPages(new Date());
for (const [name, text] of pages) writeFileSync(join(folder, name), text);
console.log(`Wrote ${pages.size} pages to dist/man`);
