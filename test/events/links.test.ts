import {expect, test} from 'bun:test';
import fc from 'fast-check';
import {PdError} from '../../src/lib/base/errors.ts';
import {parseImage, parseLink} from '../../src/lib/events/event-links.ts';
import {webUrl} from '../support/any-text.ts';

test.each([
  ['https://x.example/y', 'https://x.example/y', undefined],
  ['https://x.example/y=Runbook', 'https://x.example/y', 'Runbook'],
  ['https://x.example/y?a=b', 'https://x.example/y?a=b', undefined],
  ['https://x.example/y?a=b=Runbook', 'https://x.example/y?a=b', 'Runbook'],
  ['https://x.example/y?a=b&c=d', 'https://x.example/y?a=b&c=d', undefined],
  ['https://x.example/y?a=b&c=d=Run', 'https://x.example/y?a=b&c=d', 'Run'],
  ['https://x.example/y?a=b=The run book', 'https://x.example/y?a=b', 'The run book'],
  ['https://x.example/y?a=b#panel=2', 'https://x.example/y?a=b#panel=2', undefined],
  ['https://x.example/y#panel=2=Graph', 'https://x.example/y#panel=2', 'Graph'],
  ['https://x.example/q?token=YWJj==', 'https://x.example/q?token=YWJj==', undefined],
  ['https://x.example/a=b/c', 'https://x.example/a=b/c', undefined],
  ['https://x.example/a=b/c=Log', 'https://x.example/a=b/c', 'Log'],
  ['https://x.example/y=R&D = fun', 'https://x.example/y', 'R&D = fun'],
  ['https://x.example/y=Why?', 'https://x.example/y', 'Why?'],
  ['https://x.example/y=', 'https://x.example/y=', undefined],
])('%p', (value, href, text) => {
  expect(parseLink(value)).toEqual({href, ...(text === undefined ? {} : {text})});
  expect(parseImage(value)).toEqual({src: href, ...(text === undefined ? {} : {alt: text})});
});

test.each([
  '',
  'x',
  'javascript:alert(1)',
  'file:///etc/passwd',
  'ftp://x.example',
  'https:',
  'https://',
  'http:x',
  'a b',
  '=Text',
])('%p is refused', value => {
  expect(() => parseLink(value)).toThrow(PdError);
});

test('a URL and a text with a blank are always split where they were joined', () => {
  const label = fc.stringMatching(/^[A-Z][a-z]{1,8} [a-z=?&]{1,8}[a-z]$/);
  fc.assert(
    fc.property(webUrl, label, (url, text) => {
      expect(parseLink(`${url}=${text}`)).toEqual({href: url, text});
    }),
    {numRuns: 100},
  );
});
