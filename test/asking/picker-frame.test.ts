import {expect, test} from 'bun:test';
import {pick} from '../../src/lib/asking/pick.ts';
import {Redactor} from '../../src/lib/base/redactor.ts';
import {column} from '../../src/lib/resources/column.ts';
import {fakeIo} from '../support/io.ts';
import {typist} from '../support/typist.ts';

const titles = [
  'a\u001b[2Jb\u202ec\nd\u009b\u200b\u001b]8;;https://x\u0007',
  '漢字'.repeat(80),
  `${'👩‍👩‍👧‍👦'.repeat(40)}`,
  'Disk full '.repeat(100),
  'key y_SECRET0000000000000 in a title',
];
const rows = Array.from({length: 30}, (_, index) => ({id: `Q${index}`, number: index, title: titles[index % 5] ?? ''}));
const choices = {
  ...{label: 'Incident', rows, note: 'the 30 newest only'},
  columns: [column('#', 'number'), column('TITLE', 'title', {grow: true})],
  nameOf: (row: {title?: unknown}) => String(row.title),
};

test.each([
  [80, 24],
  [40, 24],
  [40, 10],
  [20, 4],
  [8, 2],
])('hostile titles are visible, and fit on a screen of %i by %i', async (columns, height) => {
  const redactor = new Redactor();
  redactor.add('y_SECRET0000000000000');
  const session = typist([
    ['\u001b[?25l', '\u001b[B\u001b[A\u001b[B'],
    ['>', '\r'],
  ]);
  const {io, stderr} = fakeIo({stderrTty: true, changes: session.changes, onWrite: session.onWrite});
  Object.assign(stderr, {columns, rows: height});
  expect(await pick({io, settings: {redactor, utc: true}}, choices, {many: false, except: []})).toEqual(['Q1']);
  // Between two moves of the cursor stand the lines that were written in one go.
  const frames = stderr.text.replace(/\u001b\[\d*m/g, '').split(/\u001b\[(?:\?25[hl]|\d*[A-K])/);
  for (const frame of frames) {
    const lines = frame.split('\n');
    expect(lines.length).toBeLessThan(Math.max(4, height + 1));
    for (const line of lines) expect(Bun.stringWidth(line)).toBeLessThan(columns);
  }
  expect(stderr.text.replace(/\u001b\[(?:\?25[hl]|[\d;]*[A-Km])|\n/g, '')).not.toMatch(/[\p{Cc}\u202e\u200b]/u);
  expect(stderr.text).not.toContain('y_SECRET');
});

test('a terminal that becomes narrower gets lines that fit it', async () => {
  const session = typist([
    ['Esc ends', ''],
    ['>', '\r'],
  ]);
  let resize = () => undefined as undefined;
  const {io, stderr} = fakeIo({
    stderrTty: true,
    changes: session.changes,
    onWrite: (stream, text) => {
      session.onWrite(stream, text);
      if (text.includes('Esc ends') && stderr.columns > 40) setImmediate(resize);
    },
  });
  resize = () => {
    Object.assign(stderr, {columns: 40, rows: 10});
    for (const listener of stderr.resizeListeners) listener();
    return undefined;
  };
  await pick({io, settings: {redactor: new Redactor(), utc: true}}, choices, {many: true, except: []});
  const last = stderr.text.slice(stderr.text.lastIndexOf('\u001b[J')).split('\n');
  expect(stderr.text).toContain('Esc ends; …');
  for (const line of last) expect(Bun.stringWidth(line.replace(/\u001b\[\d*[a-zA-Z]/g, ''))).toBeLessThan(40);
  expect(stderr.resizeListeners.size).toBe(0);
});
