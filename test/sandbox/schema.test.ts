import {expect, test} from 'bun:test';
import {Description} from '../../scripts/openapi.ts';
import {faultsAgainst} from './schema.ts';

const named = {type: 'object', properties: {name: {type: 'string'}, kind: {type: 'string', enum: ['a', 'b']}}};
const description = new Description({schemas: {all: {allOf: [named]}}});

test('a value is checked against its schema, however that is composed', () => {
  const schema = {
    allOf: [
      {...named, required: ['name']},
      {type: 'object', properties: {size: {type: 'integer'}}},
    ],
  };
  expect(faultsAgainst(description, schema, {name: 'x', kind: 'a', size: 1})).toEqual([]);
  expect(faultsAgainst(description, schema, {kind: 'c', size: 1.5, colour: 'red'})).toEqual([
    " must have required property 'name'",
    '/kind must be equal to one of the allowed values: a, b',
    '/size must be integer',
    ': has colour besides',
  ]);
  const list = {type: 'array', items: {oneOf: [named, {type: 'string', nullable: true}]}};
  expect(faultsAgainst(description, list, ['x', null, {name: 'x'}])).toEqual([]);
  expect(faultsAgainst(description, list, ['x', null, {name: 7}])).toContain('/2/name must be string');
});

test('a reference is followed through a list', () => {
  const schema = {$ref: '#/schemas/all/allOf/0'};
  expect(faultsAgainst(description, schema, {name: 7})).toEqual(['/name must be string']);
});
