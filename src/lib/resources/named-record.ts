import {PdError} from '../base/errors.ts';
import {folded} from '../base/folded.ts';
import {type JsonObject, stringField} from '../base/json.ts';
import {longestSaid, shortened} from '../base/text.ts';
import {valueAt} from '../output/fields.ts';
import type {Resource} from './descriptors.ts';

const maxCandidates = 10;

/**
 * The ID of the record that the text means: an exact name wins over part of one. Undefined if none matches. Throws a
 * usage error if several do. Pure.
 */
export function chosen(rows: readonly JsonObject[], resource: Resource, text: string): string | undefined {
  const wanted = folded(text);
  const exact = exactlyNamed(rows, resource, text);
  // Part of an address may be someone else's address.
  const isAddress = resource.nameFields.includes('email') && text.includes('@');
  const matches =
    exact.length > 0 || isAddress
      ? exact
      : rows.filter(row => namesOf(row, resource).some(name => folded(name).includes(wanted)));
  if (matches.length > 1) throw ambiguous(matches, resource, text);
  return matches[0] === undefined ? undefined : stringField(matches[0], 'id');
}

/** The records with this name, ignoring case. Pure. */
export function exactlyNamed(rows: readonly JsonObject[], resource: Resource, text: string): JsonObject[] {
  const wanted = folded(text);
  return rows.filter(row => namesOf(row, resource).map(folded).includes(wanted));
}

/** The names a record can be found by. One that is only a reference, as in the list of v3 schedules, has a summary. Pure. */
export function namesOf(row: JsonObject, {nameFields}: Resource): string[] {
  const names = nameFields.flatMap(path => {
    const value = valueAt(row, path);
    return (Array.isArray(value) ? value : [value]).filter(name => typeof name === 'string');
  });
  const isReference = stringField(row, 'type')?.endsWith('_reference') === true;
  return names.length === 0 && isReference ? [stringField(row, 'summary') ?? ''] : names;
}

/** The address in `Ada <ada@example.com>`, `mailto:ada@example.com` and Slack's `<mailto:…|…>`. Pure. */
export function emailIn(text: string): string | undefined {
  const inside = /^[^<>]*<([^<>|]*)(?:\|[^<>]*)?>$/.exec(text)?.[1] ?? text;
  return /^(?:mailto:)?([^\s<>@]+@[^\s<>@]+)$/i.exec(inside.trim())?.[1];
}

function ambiguous(matches: readonly JsonObject[], resource: Resource, text: string): PdError {
  const lines = matches.slice(0, maxCandidates).map(row => candidate(row, resource));
  const more = matches.length - lines.length;
  return new PdError('usage', `"${shortened(text)}" matches ${matches.length} ${resource.plural}`, {
    details: more > 0 ? [...lines, `and ${more} more`] : lines,
    next: 'give more of the name, or the ID',
  });
}

function candidate(row: JsonObject, resource: Resource): string {
  const parts = [stringField(row, 'id') ?? '', ...namesOf(row, resource)];
  return shortened(parts.filter(part => part !== '').join('  '), longestSaid);
}
