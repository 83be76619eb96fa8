import {describe, expect, test} from 'bun:test';
import {atPath, type Json, type JsonObject, parseJson} from '../../src/lib/base/json.ts';
import {buildTrigger, type EventFacts, prepareEvent} from '../../src/lib/events/event.ts';
import {encodeJson} from '../../src/lib/events/fit.ts';
import {facts, usageOf} from './facts.ts';

const strict: EventFacts = {...facts, strict: true};
const trigger = (payload: JsonObject, more: JsonObject = {}): JsonObject => ({
  event_action: 'trigger',
  dedup_key: 'k',
  payload: {summary: 's', source: 'x', severity: 'info', ...payload},
  ...more,
});

describe('values that are corrected with a warning, and refused with --strict', () => {
  test.each<[string, JsonObject, string, Json]>([
    ['a number as summary', trigger({summary: 5}), 'payload.summary', '5'],
    ['a number as source', trigger({source: 1}), 'payload.source', '1'],
    ['a number as group', trigger({group: 7}), 'payload.group', '7'],
    ['true as class', trigger({class: true}), 'payload.class', 'true'],
    ['a fraction as component', trigger({component: 1.5}), 'payload.component', '1.5'],
    ['a number as client', trigger({}, {client: 1}), 'client', '1'],
    ['a number as dedup key', trigger({}, {dedup_key: 42}), 'dedup_key', '42'],
    ['the case of a severity', trigger({severity: 'CRITICAL'}), 'payload.severity', 'critical'],
    ['an empty severity', trigger({severity: ''}), 'payload.severity', 'critical'],
    ['the case of an action', trigger({}, {event_action: 'Trigger'}), 'event_action', 'trigger'],
    ['blanks around an action', {event_action: ' RESOLVE', dedup_key: 'k'}, 'event_action', 'resolve'],
    ['one link that is no list', trigger({}, {links: {href: 'h'}}), 'links', [{href: 'h'}]],
    ['a text as link', trigger({}, {links: ['https://x.example']}), 'links', [{href: 'https://x.example'}]],
    ['a number as the text of a link', trigger({}, {links: [{href: 'h', text: 5}]}), 'links', [{href: 'h', text: '5'}]],
    [
      'a text as image',
      trigger({}, {images: ['https://x.example/i.png']}),
      'images',
      [{src: 'https://x.example/i.png'}],
    ],
    ['details that are a list', trigger({custom_details: ['a']}), 'payload.custom_details', {details: ['a']}],
    ['details that are a number', trigger({custom_details: 5}), 'payload.custom_details', {details: 5}],
    ['an empty timestamp', trigger({timestamp: ' '}), 'payload.timestamp', null],
  ])('%s', (_what, value, path, right) => {
    const {event, warnings} = prepareEvent(value, facts);
    expect(atPath(event.body, path) ?? null).toEqual(right);
    expect(warnings).toHaveLength(1);
    expect(usageOf(() => prepareEvent(value, strict)).facts.next).toContain('--strict');
  });

  test('a long number becomes a string with the same digits', () => {
    const value = parseJson('{"event_action":"resolve","dedup_key":12345678901234567890}');
    expect(prepareEvent(value, facts).event.dedupKey).toBe('12345678901234567890');
  });

  test('a flag is corrected the same way', () => {
    const {event, warnings} = buildTrigger({summary: 's', severity: 'Warning'}, facts);
    expect(atPath(event.body, 'payload.severity')).toBe('warning');
    expect(warnings).toEqual(['severity "Warning" is not spelled as PagerDuty expects: sent as warning']);
  });

  test('a change event too', () => {
    const {event, warnings} = prepareEvent({payload: {summary: 1, source: 2}, links: [{href: ''}]}, facts);
    expect(event.body).toEqual({
      payload: {summary: '1', source: '2', custom_details: {links_left_out: [{href: ''}]}},
      links: [],
    });
    expect(warnings).toHaveLength(3);
  });
});

describe('links and images that PagerDuty would refuse are moved to the details', () => {
  test('a link without href, an image without src', () => {
    const value = trigger(
      {custom_details: 'text'},
      {links: [{text: 'Runbook'}, {href: 'https://x.example'}], images: [{alt: 'graph'}, 5]},
    );
    const {event, warnings} = prepareEvent(value, facts);
    expect(event.body['links']).toEqual([{href: 'https://x.example'}]);
    expect(event.body['images']).toEqual([]);
    expect(atPath(event.body, 'payload.custom_details')).toEqual({
      details: 'text',
      links_left_out: [{text: 'Runbook'}],
      images_left_out: [{alt: 'graph'}, 5],
    });
    expect(warnings).toEqual([
      'links[0] has no href: 1 left out, kept in custom_details.links_left_out',
      'images[0] has no src: 2 left out, kept in custom_details.images_left_out',
    ]);
    expect(usageOf(() => prepareEvent(value, strict)).message).toBe('links[0] has no href');
  });

  test('the first 50 of 51 links stay', () => {
    const links = Array.from({length: 51}, (_, index) => ({href: `https://x.example/${index}`}));
    const {event, warnings} = prepareEvent(trigger({}, {links}), facts);
    expect(event.body['links']).toEqual(links.slice(0, 50));
    expect(atPath(event.body, 'payload.custom_details.links_left_out')).toEqual(links.slice(50));
    expect(warnings).toEqual(['there are 51 links, at most 50: 1 left out, kept in custom_details.links_left_out']);
  });
});

describe('the time of an event', () => {
  const timeOf = (timestamp: Json): Json | undefined =>
    atPath(prepareEvent(trigger({timestamp}), facts).event.body, 'payload.timestamp');

  test.each(['2015-07-17T08:42:58.315+0000', '2026-03-01 09:00', '2026-03-01', '1970-01-01T00:00:00Z', '2290-01-01'])(
    '%s is sent as it is',
    time => {
      expect(prepareEvent(trigger({timestamp: time}), strict).event.body).toEqual(trigger({timestamp: time}));
    },
  );

  test.each<[Json]>([
    [1_772_355_600],
    [1_772_355_600_000],
    [1_772_355_600_000_000],
    ['1772355600'],
    ['1772355600.25'],
    [parseJson('1772355600000000000')],
    ['20260301T090000Z'],
    ['2026-03-01 10:00:00+01'],
    ['2026-03-01T09:00utc'],
    ['Sun, 01 Mar 2026 10:00:00 +0100'],
    ['Sun Mar  1 09:00:00 UTC 2026'],
    ['March 1, 2026 9:00 AM GMT'],
  ])('%j can be read', time => {
    const {event, warnings} = prepareEvent(trigger({timestamp: time}), facts);
    expect(String(atPath(event.body, 'payload.timestamp'))).toMatch(/^2026-03-01T09:00:00\.(000|250)Z$/);
    expect(warnings[0]).toContain('not ISO 8601');
    expect(usageOf(() => prepareEvent(trigger({timestamp: time}), strict)).message).toContain('not ISO 8601');
  });

  test.each<[Json]>([
    ['yesterday'],
    ['2h'],
    ['foo 1'],
    ['01/02/2026 09:00'],
    ['2026-13-01'],
    [-1],
    [1e30],
    [true],
    [{}],
  ])('%j cannot', time => {
    expect(usageOf(() => timeOf(time)).message).toContain('is not a time');
  });

  test('none is given where there is none, or an empty one', () => {
    const meant = {...facts, meantAt: '2026-03-01T09:00:00.000Z'};
    for (const payload of [{}, {timestamp: null}, {timestamp: ''}]) {
      const {event} = prepareEvent(trigger(payload), meant);
      expect(atPath(event.body, 'payload.timestamp')).toBe('2026-03-01T09:00:00.000Z');
    }
  });
});

test('details that are a string are unchanged', () => {
  const {event, warnings} = prepareEvent(trigger({custom_details: 'text'}), strict);
  expect(atPath(event.body, 'payload.custom_details')).toBe('text');
  expect(warnings).toEqual([]);
});

test('half a character in a name of the details is never sent', () => {
  expect(encodeJson(prepareEvent(trigger({custom_details: {'\ud83d': 'x'}}), facts).event.body)).toContain(
    '"\ufffd":"x"',
  );
});
