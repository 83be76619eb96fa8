import {expect, test} from 'bun:test';
import {refusal} from '../../src/lib/http/refusal.ts';

const refused = (status: number, body: Parameters<typeof JSON.stringify>[0]) => {
  const {message, facts} = refusal({status, headers: {}, text: JSON.stringify(body), body}, 'POST /x');
  return {message, code: facts.code, details: facts.details};
};

test("SCIM's errors have their words and their type", () => {
  const body = {schemas: ['x'], detail: 'No such filter', status: '400', scimType: 'invalidFilter'};
  expect(refused(400, body)).toEqual({
    message: 'PagerDuty refused POST /x: No such filter',
    code: 'invalidFilter',
    details: [],
  });
});

test('details under the names of fields are told with the names', () => {
  const body = {
    message: 'Invalid',
    errors: {'schedule.time_zone': ['is not a valid zone', 'is empty'], name: 'is taken'},
  };
  expect(refused(400, body)).toEqual({
    message: 'PagerDuty refused POST /x: Invalid',
    code: undefined,
    details: ['schedule.time_zone: is not a valid zone, is empty', 'name: is taken'],
  });
});

test('a message and a detail have at most 500 characters each', () => {
  const {message, details} = refused(400, {error: {message: 'm'.repeat(600), errors: ['😀'.repeat(600), 'short']}});
  expect(message).toBe(`PagerDuty refused POST /x: ${'m'.repeat(500)}…`);
  expect(details).toEqual([`${'😀'.repeat(500)}…`, 'short']);
});
