import {describe, expect, test} from 'bun:test';
import {colorJson, painter, wantsColour} from '../../src/lib/output/colour.ts';
import {canLink, link} from '../../src/lib/output/hyperlinks.ts';
import {fakeIo, type IoFacts} from '../support/io.ts';

describe('wantsColour', () => {
  test.each<[string, IoFacts, boolean | undefined, boolean]>([
    ['a terminal', {tty: true}, undefined, true],
    ['a pipe', {}, undefined, false],
    ['--no-color', {tty: true, env: {FORCE_COLOR: '1'}}, false, false],
    ['NO_COLOR', {tty: true, env: {NO_COLOR: '1'}}, undefined, false],
    ['an empty NO_COLOR', {tty: true, env: {NO_COLOR: ''}}, undefined, true],
    ['NO_COLOR before FORCE_COLOR', {env: {NO_COLOR: '1', FORCE_COLOR: '1'}}, undefined, false],
    ['FORCE_COLOR in a pipe', {env: {FORCE_COLOR: '1'}}, undefined, true],
    ['FORCE_COLOR=0', {tty: true, env: {FORCE_COLOR: '0'}}, undefined, false],
    ['a dumb terminal', {tty: true, env: {TERM: 'dumb'}}, undefined, false],
  ])('%s', (_name, world, wanted, expected) => {
    expect(wantsColour(fakeIo(world).io, 'stdout', wanted)).toBe(expected);
  });

  test('each stream decides for itself', () => {
    const {io} = fakeIo({tty: false, stderrTty: true});
    expect([wantsColour(io, 'stdout'), wantsColour(io, 'stderr')]).toEqual([false, true]);
  });
});

test('colorJson paints keys, strings, numbers and words, and changes no other character', async () => {
  const json = JSON.stringify({'k:"': 'a "quoted" \\', n: [-1.5e30, 0], yes: true, no: null}, null, 2);
  const painted = colorJson(json, await painter(true));
  expect(painted).toContain('\u001b[34m"k:\\""\u001b[39m: \u001b[32m"a \\"quoted\\" \\\\"\u001b[39m');
  expect(painted).toContain('\u001b[36m-1.5e+30\u001b[39m');
  expect(Bun.stripANSI(painted)).toBe(json);
});

describe('links', () => {
  test.each<[string, IoFacts, boolean]>([
    ['iTerm', {tty: true, env: {TERM_PROGRAM: 'iTerm.app'}}, true],
    ['Windows Terminal', {tty: true, env: {WT_SESSION: 'x'}}, true],
    ['VTE', {tty: true, env: {VTE_VERSION: '6003'}}, true],
    ['an old VTE', {tty: true, env: {VTE_VERSION: '4205'}}, false],
    ['kitty', {tty: true, env: {TERM: 'xterm-kitty'}}, true],
    ["Apple's Terminal", {tty: true, env: {TERM_PROGRAM: 'Apple_Terminal', TERM: 'xterm-256color'}}, false],
    ['screen inside VTE', {tty: true, env: {VTE_VERSION: '6003', TERM: 'screen'}}, false],
    ['forced', {tty: true, env: {FORCE_HYPERLINK: '1'}}, true],
    ['forced off', {tty: true, env: {FORCE_HYPERLINK: '0', WT_SESSION: 'x'}}, false],
    ['forced in a pipe', {env: {FORCE_HYPERLINK: '1'}}, false],
  ])('%s', (_name, world, expected) => {
    expect(canLink(fakeIo(world).io)).toBe(expected);
  });

  test('a web address becomes an OSC 8 link', () => {
    expect(link('P1', 'https://acme.pagerduty.com/incidents/P1')).toBe(
      '\u001b]8;;https://acme.pagerduty.com/incidents/P1\u001b\\P1\u001b]8;;\u001b\\',
    );
  });

  test.each([
    'javascript:alert(1)',
    'http://acme.pagerduty.com/',
    'file:///etc/passwd',
    'https://a.example/\u001b\\x',
    'https://a.example/\n',
    'https://a.example/\u009c',
    'https://a.example/\u202e',
    'https://pagerduty.com@evil.example/',
    'not an address',
    undefined,
  ])('%j does not', address => {
    expect(link('P1', address)).toBe('P1');
  });

  test('nor does one that is too long for terminals', () => {
    expect(link('P1', `https://a.example/${'x'.repeat(3000)}`)).toBe('P1');
  });
});
