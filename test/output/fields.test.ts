import {describe, expect, test} from 'bun:test';
import {PdError} from '../../src/lib/base/errors.ts';
import {parseJson} from '../../src/lib/base/json.ts';
import {narrowing, parseFields, valueAt} from '../../src/lib/output/fields.ts';

const narrowed = (json: string, ...fields: string[]) => JSON.stringify(narrowing(fields)(parseJson(json)));

describe('parseFields', () => {
  test('splits at commas, without spaces and repetitions', () => {
    expect(parseFields('id, service.summary,id')).toEqual(['id', 'service.summary']);
  });

  test.each(['', 'id,', 'id,,x', 'a..b', '.a'])('%j is wrong usage', text => {
    expect(() => parseFields(text)).toThrow(PdError);
  });
});

describe('narrowing', () => {
  const incident =
    '{"title":"t","id":"P1","n":1.0,"service":{"id":"S","summary":"web"},"teams":[{"id":"A","x":1},{"id":"B"}]}';

  test('keeps the fields in the requested order and their original nesting', () => {
    expect(narrowed(incident, 'service.summary', 'id', 'n')).toBe('{"service":{"summary":"web"},"id":"P1","n":1.0}');
  });

  test('applies to each item of a list, or to the one with that number', () => {
    expect(narrowed(incident, 'teams.id')).toBe('{"teams":[{"id":"A"},{"id":"B"}]}');
    expect(narrowed(incident, 'teams.1.id')).toBe('{"teams":[{"id":"B"}]}');
  });

  test('a missing field is null', () => {
    expect(narrowed(incident, 'id', 'priority.summary', 'service.none')).toBe(
      '{"id":"P1","priority":null,"service":{"none":null}}',
    );
  });

  test('a whole value wins over a part of it', () => {
    expect(narrowed('{"a":{"b":1,"c":2}}', 'a.b', 'a')).toBe('{"a":{"b":1,"c":2}}');
    expect(narrowed('{"a":{"b":1,"c":2}}', 'a', 'a.b')).toBe('{"a":{"b":1,"c":2}}');
  });

  test('inherited names are not fields', () => {
    expect(narrowed('{"id":1}', 'constructor.name', 'toString')).toBe('{"constructor":null,"toString":null}');
    expect(narrowed('{"__proto__":{"a":1}}', '__proto__.a')).toBe('{"__proto__":{"a":1}}');
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
  });
});

test('valueAt follows lists', () => {
  const row = parseJson('{"teams":[{"s":"A"},{"s":"B"}],"none":[]}');
  expect(valueAt(row, 'teams.s')).toEqual(['A', 'B']);
  expect(valueAt(row, 'teams.0.s')).toBe('A');
  expect(valueAt(row, 'teams.x')).toBeUndefined();
  expect(valueAt(row, 'none.x')).toEqual([]);
});
