import {expect, test} from 'bun:test';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {manPages} from '../../scripts/reference/man.ts';
import {commandReference} from '../../scripts/reference/markdown.ts';
import {commands} from '../../src/cli/commands.ts';
import {helpPages} from '../../src/cli/help-pages.ts';
import {hidden} from '../../src/commands/index.ts';
import {tempFolder} from '../support/pd.ts';

const released = new Date('2026-02-03T23:59:00Z');
const mandoc = Bun.which('mandoc');
const shown = commands.ids().filter(id => !hidden.has(id));

test('every command has a manual page, with its flags and examples, and is named by pd(1)', async () => {
  const pages = await manPages(released);
  const root = pages.get('pd.1') ?? '';
  for (const id of shown) {
    const name = `pd-${id.replaceAll(':', '-')}`;
    expect(pages.get(`${name}.1`) ?? `no ${name}`).toMatch(
      /^\.Dd February 3, 2026\n[\s\S]*^\.Sh EXAMPLES\n[\s\S]*\bpd /m,
    );
    expect(root).toContain(`.It Xr ${name} 1\n`);
  }
  expect(pages.get('pd-events-trigger.1')).toContain('.It Fl s , Fl \\-summary Ns = Ns Ar TEXT\n');
  expect(pages.get('pd-events-run.1')).toContain('Default: 8k.');
  for (const word of helpPages['environment']?.text.match(/PD_[A-Z_]+/g) ?? []) expect(root).toContain(word);
});

test('a manual page is the same whenever and wherever it is made', async () => {
  expect([...(await manPages(released))]).toEqual([...(await manPages(new Date('2026-02-03T00:00:00Z')))]);
});

test.skipIf(mandoc === null)('mandoc finds nothing to say about the manual pages (needs mandoc)', async () => {
  const root = tempFolder();
  const folder = join(root, 'man1');
  mkdirSync(folder);
  const pages = await manPages(released);
  for (const [name, text] of pages) writeFileSync(join(folder, name), text);
  const lint = Bun.spawnSync([mandoc ?? '', '-Tlint', '-Wwarning', ...pages.keys()], {cwd: folder});
  expect(lint.stdout.toString()).toBe('');
  const shownPage = Bun.spawnSync([mandoc ?? '', '-Tascii', 'pd-rest-list.1'], {cwd: folder}).stdout.toString();
  expect(shownPage.replace(/.\x08/g, '')).toContain('     -d, --data=JSON|@FILE|-\n');
});

test('docs/commands.md says what the commands are now (npm run snapshot writes it)', async () => {
  const file = join(import.meta.dir, '..', '..', 'docs', 'commands.md');
  expect(await commandReference()).toBe(readFileSync(file, 'utf8'));
});
