import {expect, test} from 'bun:test';
import fc from 'fast-check';
import {nearest} from '../../src/lib/input/nearest.ts';

const verbs = ['trigger', 'ack', 'resolve', 'change', 'send', 'queue'];

test('a typo is recognized: swapped, missing, doubled or wrong letters, and case', () => {
  expect(nearest('tirgger', verbs)).toBe('trigger');
  expect(nearest('resolv', verbs)).toBe('resolve');
  expect(nearest('acck', verbs)).toBe('ack');
  expect(nearest('SEND', verbs)).toBe('send');
  expect(nearest('chabge', verbs)).toBe('change');
});

test('a word that resembles none of them gets no guess', () => {
  expect(nearest('postmortem', verbs)).toBeUndefined();
  expect(nearest('rm', ['ls'])).toBeUndefined();
  expect(nearest('', verbs)).toBeUndefined();
  expect(nearest('x', [])).toBeUndefined();
});

test('the nearest of several wins', () => {
  expect(nearest('/usres', ['/user', '/users', '/services'])).toBe('/users');
});

test('a correctly typed candidate is always its own nearest', () => {
  fc.assert(
    fc.property(fc.array(fc.string({minLength: 1, maxLength: 12}), {minLength: 1, maxLength: 8}), candidates => {
      const wanted = candidates[candidates.length - 1] ?? '';
      expect(nearest(wanted, candidates)?.toLowerCase()).toBe(wanted.toLowerCase());
    }),
  );
});
