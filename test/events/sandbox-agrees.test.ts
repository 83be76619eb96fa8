import {expect, test} from 'bun:test';
import fc from 'fast-check';
import {PdError} from '../../src/lib/base/errors.ts';
import type {Json, JsonObject} from '../../src/lib/base/json.ts';
import {type EventFacts, prepareEvent} from '../../src/lib/events/event.ts';
import {encodeJson} from '../../src/lib/events/fit.ts';
import {alertEventErrors, changeEventErrors, listLimitErrors} from '../../src/sandbox/events/check.ts';
import {facts, routingKey} from './facts.ts';

const strict: EventFacts = {...facts, strict: true};

/** Mostly what it should be, often what people write instead, at times anything. */
const field = (good: Json, ...odd: Json[]) =>
  fc.oneof(
    {weight: 12, arbitrary: fc.constant(good)},
    {weight: 5, arbitrary: fc.constantFrom<Json[]>(null, ...odd)},
    {weight: 1, arbitrary: fc.jsonValue({maxDepth: 1}) as fc.Arbitrary<Json>},
  );
const oddTexts: Json[] = ['', ' ', 'é😀', '\ud800', 7, 1.5, true, [], {}];
const times: Json[] = [
  ...['2026-03-01', '2026-02-30', '2026-03-01 09:00:00+01', '2026-03-01T25:00:00Z', '2026-03-01 09:00:00,5 UTC', ''],
  ...[
    '1772355600123',
    'Sun, 01 Mar 2026 09:00:00 +0100',
    '20260301T090000Z',
    'yesterday',
    '2290-01-01T00:00:00.0+0000',
  ],
  ...[1_772_355_600, -1, 0, 1e30],
];
const link = {href: 'https://x.example', text: 'X'};
const image = {src: 'https://x.example/i.png', alt: 'I'};
const attachments = [
  {text: 'x'},
  {href: ' '},
  {...link, text: 1},
  {...image, alt: 1},
  'https://x.example',
  '',
  5,
  null,
];
const lists = [[], link, 'x', 5, attachments, Array<Json>(51).fill(link), ...attachments.map(one => [link, one])];

const payload = fc.record(
  {
    summary: field('s', 's'.repeat(1025), '😀'.repeat(1024), ...oddTexts),
    source: field('x', ...oddTexts),
    severity: field('info', 'CRITICAL', ' Error ', 'fatal', ''),
    component: field('c', ...oddTexts),
    group: field('g', ...oddTexts),
    class: field('l', ...oddTexts),
    timestamp: field('2026-03-01T09:00:00Z', ...times),
    custom_details: field({a: 1}, 'text', ['a'], 5),
  },
  {requiredKeys: ['summary']},
) as fc.Arbitrary<Json>;
const events = fc
  .record(
    {
      event_action: field('trigger', 'Trigger', 'acknowledge', 'RESOLVE', 'change', 'close', ''),
      dedup_key: field('k', 'k'.repeat(255), 'k'.repeat(256), ...oddTexts),
      payload: fc.oneof({weight: 20, arbitrary: payload}, {weight: 1, arbitrary: field('x')}),
      client: field('c', ...oddTexts),
      client_url: field('u', ...oddTexts),
      links: field([link], ...lists),
      images: field([image], ...lists),
    },
    {requiredKeys: ['payload']},
  )
  // As it comes out of a file.
  .map(value => JSON.parse(JSON.stringify(value)) as JsonObject);

/** What the sandbox has against an event with this body. */
function refusals(body: JsonObject, isChange: boolean): string[] {
  const event = JSON.parse(encodeJson({routing_key: routingKey, ...body})) as JsonObject;
  return [...(isChange ? changeEventErrors : alertEventErrors)(event), ...listLimitErrors(event)];
}

function checked(value: Json, by: EventFacts) {
  try {
    return prepareEvent(value, by);
  } catch (error) {
    expect(error).toBeInstanceOf(PdError);
    return undefined;
  }
}

const runs = {numRuns: 500};

test('the sandbox accepts whatever pd sends, corrected or unchanged', () => {
  let taken = 0;
  fc.assert(
    fc.property(events, fc.boolean(), (value, isStrict) => {
      const built = checked(value, isStrict ? strict : facts);
      if (built === undefined) return;
      taken += 1;
      expect(refusals(built.event.body, built.event.action === 'change')).toEqual([]);
    }),
    runs,
  );
  expect(taken).toBeGreaterThan(50);
});

test('pd only adds to what the sandbox accepts unchanged', () => {
  let taken = 0;
  fc.assert(
    fc.property(events, value => {
      const isChange = value['event_action'] === undefined || value['event_action'] === 'change';
      const isFit = refusals(value, isChange).length === 0;
      // pd wants to be told whether it is an alert.
      if (!isFit || (isChange && checked(value, facts) === undefined)) return;
      taken += 1;
      const built = checked(value, facts);
      expect(built?.warnings.filter(warning => !warning.includes('dedup key is empty'))).toEqual([]);
    }),
    runs,
  );
  expect(taken).toBeGreaterThan(5);
});
