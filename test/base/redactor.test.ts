import {expect, test} from 'bun:test';
import fc from 'fast-check';
import {Redactor} from '../../src/lib/base/redactor.ts';

const key = 'y_NbAkKc66ryYTWUXYEu';

function masking(secret = key): Redactor {
  const redactor = new Redactor();
  redactor.add(secret);
  return redactor;
}

test('a secret becomes … and its last four characters', () => {
  expect(masking().redact(`Authorization: Token token=${key}, again ${key}`)).toBe(
    'Authorization: Token token=…XYEu, again …XYEu',
  );
});

test('a secret is hidden anywhere in a base64 text', () => {
  for (const before of ['', 'u', 'us', 'use', 'user:']) {
    for (const after of ['', ':', ':x', ':xy']) {
      const shown = masking().redact(Buffer.from(before + key + after).toString('base64'));
      expect(shown).toContain('…XYEu');
      expect(Buffer.from(shown, 'base64').toString('latin1')).not.toContain(key.slice(2, 14));
    }
  }
});

test('a secret is hidden in a URL and in JSON, where its characters are escaped', () => {
  const secret = 'pass word/"+&é';
  const redactor = masking(secret);
  for (const form of [encodeURIComponent(secret), encodeURIComponent(secret).toLowerCase(), JSON.stringify(secret)]) {
    expect(redactor.redact(form)).toContain('…');
    expect(redactor.redact(form)).not.toContain('pass');
  }
});

test('a secret is hidden whichever of its characters are escaped', () => {
  const secret = 'u+abc/def=ghi_jkl&m';
  const ways: ((character: string) => string)[] = [
    character => character,
    character => encodeURIComponent(character),
    character => `%${character.charCodeAt(0).toString(16)}`,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    character => `&#${character.charCodeAt(0)};`,
    character => `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`,
  ];
  const redactor = masking(secret);
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...ways), {minLength: secret.length, maxLength: secret.length}), chosen => {
      const echoed = [...secret].map((character, index) => chosen[index]?.(character)).join('');
      expect(redactor.redact(`<${echoed}>`)).toBe('<…kl&m>');
    }),
  );
});

test('of two secrets, one inside the other, the longer is hidden completely', () => {
  const redactor = new Redactor();
  redactor.add('abcdefgh');
  redactor.add('xx-abcdefgh-yy-9876');
  expect(redactor.redact('xx-abcdefgh-yy-9876 abcdefgh')).toBe('…9876 …efgh');
});

test('data keeps its numbers and stays JSON', () => {
  for (const secret of ['12345678', '1234', 'y_NbAk"KcYT\\\\x1', key]) {
    const record = {id: 12345678901234, text: `<${secret}>`, in: [`a\\${secret}`]};
    const shown = JSON.parse(masking(secret).redactData(JSON.stringify(record)));
    expect(shown.id).toBe(12345678901234);
  }
  const escaped = [...key].map(character => `\\u00${character.charCodeAt(0).toString(16)}`).join('');
  expect(JSON.parse(masking().redactData(JSON.stringify({text: escaped})))).toEqual({text: '…XYEu'});
});

test('a million backslashes, ampersands or percent signs take no time', () => {
  for (const one of ['\\\\', '&', '%', '&amp;', '%25']) {
    const many = one.repeat(1_000_000);
    expect(masking().redact(`%41${many}${key}`)).toEndWith('…XYEu');
  }
}, 60_000);

test('what a cut leaves of a secret is hidden, in every form', () => {
  const inUrl = [...key].map(character => `%${character.charCodeAt(0).toString(16)}`).join('');
  const inBase64 = Buffer.from(`us:${key}`).toString('base64url');
  for (const [form, least] of [
    [key, 4],
    [inUrl, 12],
    [inBase64, 10],
  ] as const) {
    for (let length = least; length < form.length; length += 1) {
      const shown = masking().redact(`"xx ${form.slice(0, length)}…" is not a path`);
      expect(shown).toMatch(/…XYEu[%\da-f]{0,2}…?" is not a path$/);
      expect(shown).not.toContain(form.slice(least - 4, least));
      expect(masking().redactData(`["${form.slice(0, length)}…"]`)).toMatch(/…XYEu[%\da-f]{0,2}…?"]$/);
    }
  }
  expect(masking().redact('y_NbA is no key, y_N… neither')).toBe('y_NbA is no key, y_N… neither');
});

test('a secret of thousands of characters, such as a token, is hidden too', () => {
  const secret = Buffer.from(Array.from({length: 1200}, (_, index) => index).join()).toString('base64');
  const shown = masking(secret).redact(`Bearer ${secret}.`);
  expect(shown).toStartWith('Bearer …');
  expect(shown).toEndWith(`…${secret.slice(-4)}.`);
  expect(shown.length).toBeLessThan(150);
});

test('the beginning of a key is hidden, wherever the key was cut', () => {
  const routingKey = 'R0b7Qz3kW9xLm2Vc8TnYd4HsJg6PfA1e';
  const redactor = masking(routingKey);
  for (let length = 8; length < routingKey.length; length += 1) {
    for (const mark of ['', ' ', '...', '…', '****', '"', '\\n']) {
      expect(redactor.redact(`is ${routingKey.slice(0, length)}${mark}`)).toStartWith('is …fA1e');
    }
  }
});

test('nothing is left of two keys that begin alike', () => {
  const [one, other] = ['pdus+_0XBPWQQ_1f0e9a-77aa', 'pdus+_0XBPWQQ_9b3c2d-88bb-longer'];
  const redactor = masking(one);
  redactor.add(other);
  expect(redactor.redact(`${one} ${other} ${Buffer.from(one).toString('base64')}`)).toMatch(
    /^…77aa …nger …77aa.{0,3}$/,
  );
});

test('a password that reads like words does not hide the beginnings of those words', () => {
  expect(masking('production-database-password').redact('the production database')).toBe('the production database');
  expect(masking('pager').redact('PagerDuty was not reached')).toBe('PagerDuty was not reached');
});

test('a secret is hidden in capitals and in small letters, as a header’s name has them, and with \\\\x escapes', () => {
  const escaped = [...key].map(character => `\\x${character.charCodeAt(0).toString(16)}`).join('');
  for (const form of [key.toLowerCase(), key.toUpperCase(), escaped, key.replace('_', '\\x5F')])
    expect(masking().redact(`<${form}>`)).toBe('<…XYEu>');
});

test('beside another secret, a secret is hidden in letters that case folding makes the same', () => {
  const redactor = masking();
  redactor.add('u+aBcDeFgHiJkLmNoPqR');
  const folded = key.replace('K', '\u212a'); // the Kelvin sign
  expect(redactor.redact(`u+aBcDeFgHiJkLmNoPqR and ${folded}`)).toBe('…oPqR and …XYEu');
});

test('a text that is almost a secret takes no time', () => {
  const password = 'word-by-word-by-word-by-word-by-word';
  const nearly = password.slice(0, -1);
  expect(masking(password).redact(`${nearly}! ${password}`)).toBe(`${nearly}! …word`);
});

test('no text lets a secret through', () => {
  const redactor = masking();
  fc.assert(
    fc.property(fc.string(), fc.string(), (before, after) => !redactor.redact(before + key + after).includes(key)),
  );
});

test('no part of a short secret is shown, and one of three letters is left alone', () => {
  expect(masking('abc123').redact('abc123')).toBe('…');
  expect(masking('abc').redact('abc')).toBe('abc');
});
