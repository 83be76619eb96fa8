import {describe, expect, test} from 'bun:test';
import fc from 'fast-check';
import {atPath, field, type JsonObject} from '../../src/lib/base/json.ts';
import {buildTrigger, type EventFacts, prepareEvent} from '../../src/lib/events/event.ts';
import {encodeJson} from '../../src/lib/events/fit.ts';
import {facts, limit, routingKey, usageOf, wireBytes} from './facts.ts';

const strict: EventFacts = {...facts, strict: true};
describe('a summary that is too long', () => {
  const summaryOf = (summary: string) => {
    const {event, warnings} = buildTrigger({summary}, facts);
    return {
      cut: String(atPath(event.body, 'payload.summary')),
      full: atPath(event.body, 'payload.custom_details.full_summary'),
      warnings,
    };
  };

  test('1,024 emoji are not cut', () => {
    const emoji = '😀'.repeat(1024);
    expect(summaryOf(emoji)).toEqual({cut: emoji, full: undefined, warnings: []});
  });

  test('1,023 letters and two emoji are cut after the first', () => {
    const text = `${'a'.repeat(1023)}😀😀`;
    const {cut, full, warnings} = summaryOf(text);
    expect(cut).toBe(`${'a'.repeat(1023)}😀`);
    expect(full).toBe(text);
    expect(warnings[0]).toContain('1025');
  });

  test('a flag or family emoji is not split', () => {
    expect(summaryOf(`${'a'.repeat(1023)}🇩🇪 and more`).cut).toBe('a'.repeat(1023));
    expect(summaryOf(`${'a'.repeat(1020)}👩‍👩‍👧‍👧 and more`).cut).toBe('a'.repeat(1020));
    expect(summaryOf(`e${'\u0301'.repeat(3000)}`).cut.length).toBe(1024);
  });

  test('a detail of the same name is kept', () => {
    const details = {full_summary: 'mine', full_summary_2: 'too'};
    const {event} = buildTrigger({summary: 'x'.repeat(1025), details}, facts);
    expect(atPath(event.body, 'payload.custom_details')).toEqual({...details, full_summary_3: 'x'.repeat(1025)});
  });

  test('details of a complete event that are not an object are kept', () => {
    const {event} = prepareEvent(
      {event_action: 'trigger', payload: {summary: 'x'.repeat(1025), custom_details: 'text'}},
      facts,
    );
    expect(atPath(event.body, 'payload.custom_details.details')).toBe('text');
  });

  test('--strict refuses it', () => {
    expect(usageOf(() => buildTrigger({summary: 'x'.repeat(1025)}, strict)).message).toContain('1025');
  });

  test('whatever is cut is the start of the whole, in whole characters', () => {
    const units = fc.constantFrom('a', 'é', 'e\u0301', '😀', '🇩🇪', '👩‍👩‍👧', '\ud83d', '漢', '\n');
    fc.assert(
      fc.property(fc.array(units, {minLength: 600, maxLength: 1500}), parts => {
        const text = parts.join('');
        fc.pre(text.trim() !== '');
        const {cut} = summaryOf(text);
        expect(cut.isWellFormed() || cut === text).toBe(true);
        expect([...cut].length).toBeLessThanOrEqual(1024);
        expect(text.toWellFormed().startsWith(cut.toWellFormed())).toBe(true);
      }),
      {numRuns: 50},
    );
  });
});

describe('an event over 512 KB', () => {
  const sized = (bytes: number): JsonObject => {
    const left = bytes - wireBytes(buildTrigger({summary: 's', details: {x: ''}}, facts).event.body);
    return {x: 'é'.repeat(left >> 1) + 'a'.repeat(left % 2)};
  };

  test('exactly 512 KB, counted in bytes, is not cut; one letter more is', () => {
    const details = sized(limit);
    const whole = buildTrigger({summary: 's', details}, facts);
    expect(wireBytes(whole.event.body)).toBe(limit);
    expect(whole.warnings).toEqual([]);
    const over = buildTrigger({summary: 's', details: {...details, x: `${details['x']}a`}}, facts);
    expect(over.warnings[0]).toContain('524288');
    expect(wireBytes(over.event.body)).toBeLessThanOrEqual(limit);
    expect(String(atPath(over.event.body, 'payload.custom_details.x'))).toContain('cut');
  });

  test('the longest text is cut, the others stay', () => {
    const details = {
      log: 'l'.repeat(900_000),
      host: 'db1',
      stack: 's'.repeat(50_000),
      deep: {list: ['t'.repeat(700_000), 5]},
    };
    const {event} = buildTrigger({summary: 's', details}, facts);
    const kept = atPath(event.body, 'payload.custom_details') as JsonObject;
    expect(wireBytes(event.body)).toBeLessThanOrEqual(limit);
    expect(wireBytes(event.body)).toBeGreaterThan(limit - 200);
    expect(kept['host']).toBe('db1');
    expect(kept['stack']).toBe('s'.repeat(50_000));
    expect(String(kept['log'])).toContain('[cut: 900000 characters in all]');
    expect(String(atPath(kept, 'deep.list.0'))).toContain('[cut: 700000');
    expect(atPath(kept, 'deep.list.1')).toBe(5);
  });

  test('details without a long text are replaced, the largest first', () => {
    const details = {numbers: Array.from({length: 200_000}, (_, index) => index), host: 'db1'};
    const kept = atPath(
      buildTrigger({summary: 's', details}, facts).event.body,
      'payload.custom_details',
    ) as JsonObject;
    expect(kept['host']).toBe('db1');
    expect(String(kept['numbers'])).toContain('bytes of JSON');
    const many = Object.fromEntries(Array.from({length: 60_000}, (_, index) => [`key${index}`, index]));
    expect(
      String(atPath(buildTrigger({summary: 's', details: many}, facts).event.body, 'payload.custom_details.cut')),
    ).toContain('bytes of JSON');
  });

  test('--strict refuses it, and so does an event that is too large without its details', () => {
    expect(usageOf(() => buildTrigger({summary: 's', details: {x: 'x'.repeat(limit)}}, strict)).message).toContain(
      '524288',
    );
    expect(usageOf(() => buildTrigger({summary: 's', component: 'x'.repeat(limit)}, facts)).message).toContain(
      'no details',
    );
    expect(
      usageOf(() => buildTrigger({summary: 's', component: 'x'.repeat(limit), details: {a: 1}}, facts)).message,
    ).toContain('without its details');
  });

  test('whatever the details hold, the event fits and its summary is kept', () => {
    const texts = fc
      .tuple(fc.constantFrom('a', '"', '\u0001', 'é', '😀', '\ud800', '\\'), fc.nat(400_000))
      .map(([unit, count]) => unit.repeat(count));
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.oneof(texts, fc.array(texts, {maxLength: 2})), {maxKeys: 3}),
        details => {
          const {event} = buildTrigger({summary: 'kept', details: details as JsonObject}, facts);
          const text = encodeJson({routing_key: routingKey, ...event.body});
          expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit);
          expect(field(field(JSON.parse(text), 'payload'), 'summary')).toBe('kept');
          expect(text.isWellFormed()).toBe(true);
        },
      ),
      {numRuns: 10},
    );
  });
});

test('half characters are never sent, in texts or keys', () => {
  expect(encodeJson({'\ud83d': 'a\udc00b', ok: '😀', slash: '\\ud83d', both: '\\\ud83d'})).toBe(
    '{"\ufffd":"a\ufffdb","ok":"😀","slash":"\\\\ud83d","both":"\\\\\ufffd"}',
  );
  fc.assert(
    fc.property(fc.string({unit: fc.constantFrom('\\', 'u', 'd', '8', '3', '\ud83d', '\ude00', '"', '\n')}), text => {
      expect(JSON.parse(encodeJson({[text]: text}))).toEqual({[text.toWellFormed()]: text.toWellFormed()});
    }),
  );
});
