import {describe, expect, test} from 'bun:test';
import fc from 'fast-check';
import {PdError} from '../../src/lib/base/errors.ts';
import {deepestNesting, field, type Json, type JsonObject, parseJson} from '../../src/lib/base/json.ts';
import {buildChange, buildFollowUp, buildTrigger, prepareEvent} from '../../src/lib/events/event.ts';
import {encodeJson} from '../../src/lib/events/fit.ts';
import {parseItems} from '../../src/lib/input/items.ts';
import {facts, limit, usageOf, wireBytes} from './facts.ts';

describe('what an event holds', () => {
  test('defaults: a new dedup key, this host, critical', () => {
    const {event, warnings} = buildTrigger({summary: 'disk full'}, facts);
    expect(event.body).toEqual({
      event_action: 'trigger',
      dedup_key: 'made',
      payload: {summary: 'disk full', source: 'db1', severity: 'critical'},
    });
    expect(event.dedupKey).toBe('made');
    expect(warnings).toEqual([]);
  });

  test('everything that can be given', () => {
    const input = {
      summary: 's',
      source: 'web',
      severity: 'info',
      dedupKey: 'k',
      component: 'c',
      group: 'g',
      class: 'l',
      client: 'monitor',
      clientUrl: 'https://m.example',
      timestamp: new Date('2026-03-01T10:00:00+01:00'),
      details: {a: 1},
      links: [{href: 'https://x.example', text: 'X'}, {href: 'https://y.example'}],
      images: [{src: 'https://z.example/i.png', alt: 'I'}],
    };
    expect(buildTrigger(input, facts).event.body).toEqual({
      event_action: 'trigger',
      dedup_key: 'k',
      client: 'monitor',
      client_url: 'https://m.example',
      links: [{href: 'https://x.example', text: 'X'}, {href: 'https://y.example'}],
      images: [{src: 'https://z.example/i.png', alt: 'I'}],
      payload: {
        summary: 's',
        source: 'web',
        severity: 'info',
        component: 'c',
        group: 'g',
        class: 'l',
        timestamp: '2026-03-01T09:00:00.000Z',
        custom_details: {a: 1},
      },
    });
  });

  test('an acknowledge consists of its key; a change event has neither key nor action', () => {
    expect(buildFollowUp('acknowledge', 'k', facts).event.body).toEqual({event_action: 'acknowledge', dedup_key: 'k'});
    const change = buildChange({summary: 'deployed', details: {}}, facts).event;
    expect(change.action).toBe('change');
    expect(change.dedupKey).toBeUndefined();
    expect(change.body).toEqual({payload: {summary: 'deployed', source: 'db1'}});
  });

  test('an empty key or source on the command line does not stop the alert', () => {
    const {event, warnings} = buildTrigger({summary: 's', dedupKey: '', source: ''}, facts);
    expect(event.dedupKey).toBe('made');
    expect(field(event.body['payload'], 'source')).toBe('db1');
    expect(warnings[0]).toContain('made');
  });

  test('keys of the prototype in the details stay keys, and change nothing else', () => {
    const details = parseItems(['__proto__.severity=info', 'constructor.prototype.url=http://x'], '--details');
    for (const summary of ['s', 'x'.repeat(2000)]) {
      const text = encodeJson(buildTrigger({summary, details}, facts).event.body);
      expect(text).toContain(
        '"custom_details":{"__proto__":{"severity":"info"},"constructor":{"prototype":{"url":"http://x"}}',
      );
      expect(text).toContain('"severity":"critical"');
    }
  });
});

describe('what is refused before anything is sent', () => {
  const trigger = (payload: JsonObject, more: JsonObject = {}) => ({event_action: 'trigger', payload, ...more});
  const good = {summary: 's', source: 'x', severity: 'info'};
  test.each<[Json, string]>([
    [[], 'not a JSON object'],
    ['text', 'not a JSON object'],
    [{event_action: 'trigger'}, 'payload is missing'],
    [{event_action: 'trigger', payload: 'x'}, 'payload is not an object'],
    [trigger({}), 'summary is missing'],
    [trigger({summary: null}), 'summary is missing'],
    [trigger({summary: ['s']}), 'summary ["s"] is not a string'],
    [trigger({summary: ' \n'}), 'summary is empty'],
    [trigger({...good, severity: 'fatal'}), 'severity "fatal" is unknown'],
    [trigger({...good, severity: 1}), 'severity 1 is unknown'],
    [trigger({...good, source: {}}), 'source {} is not a string'],
    [trigger(good, {dedup_key: 'k'.repeat(256)}), '256 characters'],
    [trigger(good, {dedup_key: [7]}), 'dedup_key [7] is not a string'],
    [trigger({...good, timestamp: 'yesterday'}), 'timestamp "yesterday" is not a time'],
    [trigger({...good, timestamp: '2026-02-30'}), 'is not a time'],
    [{event_action: 'acknowledge'}, 'dedup_key is missing'],
    [{event_action: 'resolve', dedup_key: ''}, 'dedup_key is missing'],
    [{event_action: 'close', dedup_key: 'k'}, 'event_action "close" is unknown'],
    [{event_action: null, payload: good}, 'event_action null is unknown'],
    [{payload: good}, 'event_action is missing'],
    [{payload: {summary: 's'}, dedup_key: 'k'}, 'event_action is missing'],
    [{}, 'payload is missing'],
  ])('%j', (value, reason) => {
    expect(usageOf(() => prepareEvent(value, facts)).message).toContain(reason);
  });

  test('a mistyped word gets a guess', () => {
    expect(usageOf(() => prepareEvent({event_action: 'resolv', dedup_key: 'k'}, facts)).facts.next).toContain(
      'resolve',
    );
    expect(usageOf(() => buildTrigger({summary: 's', severity: 'warn1ng'}, facts)).facts.next).toContain('warning');
  });

  test('a key of 255 emoji is a key of 255 characters', () => {
    const key = '🔥'.repeat(255);
    expect(buildFollowUp('resolve', key, facts).event.dedupKey).toBe(key);
    expect(usageOf(() => buildFollowUp('resolve', `${key}x`, facts)).message).toContain('256');
  });

  test('details nested as deeply as pd reads are cut to size like any others', () => {
    const deep = parseJson(`${'['.repeat(deepestNesting)}"${'x'.repeat(600_000)}"${']'.repeat(deepestNesting)}`);
    const {event, warnings} = buildTrigger({summary: 's', details: {deep}}, facts);
    expect(warnings).toEqual([expect.stringContaining('its details were cut')]);
    expect(JSON.stringify(event.body)).toContain(`${'['.repeat(deepestNesting)}"xxx`);
  });
});

describe('whole events', () => {
  test('a change event, with or without saying so; its routing key is not repeated', () => {
    for (const value of [
      {payload: {summary: 's'}},
      {event_action: 'change', payload: {summary: 's'}, routing_key: 'x'},
    ]) {
      const {event} = prepareEvent(value, facts);
      expect(event.action).toBe('change');
      expect(event.body).toEqual({payload: {summary: 's'}});
    }
  });

  test('unknown fields and exact numbers are unchanged', () => {
    const body = prepareEvent({event_action: 'resolve', dedup_key: 'k', x: {y: [null]}}, facts).event.body;
    expect(body).toEqual({event_action: 'resolve', dedup_key: 'k', x: {y: [null]}});
  });

  test('any JSON becomes an event that PagerDuty accepts, or a usage error', () => {
    const payload = fc.record(
      {summary: fc.anything(), source: fc.anything(), severity: fc.constantFrom('info', 'x', undefined)},
      {requiredKeys: []},
    );
    const whole = fc.record(
      {
        event_action: fc.constantFrom('trigger', 'acknowledge', 'change', 'x'),
        dedup_key: fc.anything(),
        payload: fc.oneof(payload, fc.anything()),
      },
      {requiredKeys: []},
    );
    fc.assert(
      fc.property(whole, wild => {
        const value = JSON.parse(JSON.stringify(wild)) as Json;
        try {
          const {event} = prepareEvent(value, facts);
          expect(wireBytes(event.body)).toBeLessThanOrEqual(limit);
          if (event.action !== 'change') expect(typeof event.body['dedup_key']).toBe('string');
        } catch (error) {
          expect(error).toBeInstanceOf(PdError);
        }
      }),
    );
  });
});
