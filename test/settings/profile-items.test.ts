import {expect, test} from 'bun:test';
import {PdError} from '../../src/lib/base/errors.ts';
import {Redactor} from '../../src/lib/base/redactor.ts';
import {readProfileItems, setItem, unsetItem} from '../../src/lib/settings/profile-items.ts';
import {fakeIo, ioWith} from '../support/io.ts';

const readItem = (item: string, stdin = '') => {
  const {io} = fakeIo({stdin});
  return readProfileItems(ioWith({}, {stdin: io.stdin}), [item], new Redactor());
};

const refused = [
  'region=mars',
  'output=xml',
  'concurrency=99',
  'maxWait=soon',
  'timeout=0',
  'spool=perhaps',
  'authType=basic',
  'from=nobody',
  'apiUrl=http://evil.example',
  'region',
  '=x',
  'region=',
  'region:={"x": 1}',
  'region:=null',
  'region:={',
  'routes.=@x',
  'routes.__proto__=-',
  'routes.a b=-',
  '__proto__=x',
  'constructor=x',
  'apiKey=',
  'apiKey=literal',
  'apiKey:="literal"',
  'apiKey:=12345678901234567890',
  'apiKey:={"command": ""}',
  'apiKey:={"command": "x", "y": 1}',
  `apiKey:={"command": "'"}`,
  'apiKey=@/nonexistent/file',
];
for (const item of refused) {
  test(`${item} is exit 2`, async () => {
    const error: unknown = await readItem(item).catch(reason => reason);
    expect(error instanceof PdError && error.exitCode).toBe(2);
  });
}

test('a secret that is read must look like one', async () => {
  expect(await readItem('apiKey=-', 'half key').catch(error => error.exitCode)).toBe(3);
  expect(await readItem('routingKey=-', 'too short').catch(error => error.exitCode)).toBe(2);
});

test('numbers and switches may be written as JSON', async () => {
  expect(await readItem('concurrency:=8')).toEqual([{key: 'concurrency', value: 8}]);
  expect(await readItem('spool:=false')).toEqual([{key: 'spool', value: false}]);
});

test('a route may have dots in its name', () => {
  const profile = {};
  setItem(profile, {key: 'routes.web.eu', value: 'x'});
  expect(profile).toEqual({routes: {'web.eu': 'x'}});
  expect(unsetItem(profile, 'routes.web')).toBe(false);
  expect(unsetItem(profile, 'routes.web.eu')).toBe(true);
  expect(profile).toEqual({});
});

test('a key that pd does not know can be removed if it exists', () => {
  expect(unsetItem({apikey: 'x'}, 'apikey')).toBe(true);
  expect(() => unsetItem({}, 'apikey')).toThrow('apikey');
});
