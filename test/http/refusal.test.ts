import {expect, test} from 'bun:test';
import type {Json} from '../../src/lib/base/json.ts';
import {readErrorBody} from '../../src/lib/http/error-body.ts';
import {refusal} from '../../src/lib/http/refusal.ts';
import {safe} from '../support/safe.ts';

const answerOf = (status: number, body: Json) => {
  const errorBody = readErrorBody({headers: {}, text: JSON.stringify(body), body}, safe);
  return {status, headers: {}, body, errorBody};
};

const refused = (status: number, body: Json) => {
  const {message, facts} = refusal(answerOf(status, body), 'POST /x');
  return {message, code: facts.code, details: facts.details};
};

test('SCIM errors keep their message and their type', () => {
  const body = {schemas: ['x'], detail: 'No such filter', status: '400', scimType: 'invalidFilter'};
  expect(refused(400, body)).toEqual({
    message: 'PagerDuty refused POST /x: No such filter',
    code: safe('invalidFilter'),
    details: [],
  });
});

test.each([
  [400, {message: 'Bad Request'}, 'unreachable'],
  [413, {message: 'Request Entity Too Large'}, 'unreachable'],
  [422, {fault: {faultstring: 'no'}}, 'unreachable'],
  [400, {error: {message: 'Invalid Input Provided', code: 2001}}, 'refused'],
  [400, {error: ['one']}, 'refused'],
  [400, {errors: 'one'}, 'refused'],
  [400, {}, 'refused'],
  [403, {message: 'Forbidden'}, 'credentials'],
] as const)('%i %j of a REST request is %s', (status, body, kind) => {
  expect(refusal(answerOf(status, body as Json), 'POST /x').kind).toBe(kind);
});

test('details under the names of fields carry those names', () => {
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
