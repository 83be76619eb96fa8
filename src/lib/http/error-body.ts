import type {SafeText} from '../base/errors.ts';
import {field, isExactNumber, isObject, type Json} from '../base/json.ts';
import type {MakeSafe} from '../output/safe-text.ts';
import type {ErrorBody} from './exchange.ts';
import {pageWords} from './page.ts';
import {hasContent, isPage, type RawAnswer, speakerOf} from './speaker.ts';

const longestCode = 100;

/**
 * Parses every known form of error body: {"error":{…}}, {"error":"…"}, {"message","errors"}, SCIM's
 * {"detail","scimType"}, a list, plain text.
 */
export function readErrorBody(answer: RawAnswer, safe: MakeSafe): ErrorBody {
  const {body, text} = answer;
  const speaker = speakerOf(answer);
  const said = (text: string): SafeText | undefined => (text.trim() === '' ? undefined : safe(text.trim()));
  if (body === undefined) {
    const message = isPage(answer) ? pageWords(text, safe) : said(text);
    return {speaker, message, code: undefined, details: []};
  }
  const error = field(body, 'error');
  const source = isObject(error) ? error : isObject(body) ? body : undefined;
  const [first, ...more] = texts(
    error === undefined && source === undefined ? body : isObject(error) ? undefined : error,
  );
  const under = (name: string): string => texts(field(source, name)).join('; ');
  // SCIM and the Events API have names for their errors.
  const code = field(source, 'code') ?? field(source, 'scimType') ?? nameOfError(field(source, 'status'));
  return {
    speaker,
    message: said(under('message') || under('detail') || first || under('error_description')),
    code: typeof code === 'number' ? code : codeText(code, safe),
    details: [...more, ...details(field(source, 'errors'))].slice(0, 50).map(text => safe(text)),
  };
}

const refusalWords = new Set(['error', 'errors', 'message', 'code', 'status', 'detail', 'details', 'request_id']);

/** A body that contains only `error` or `errors`: a refusal, whatever its status. */
export const isOnlyRefusal = (body: Json | undefined): boolean =>
  isObject(body) &&
  Object.keys(body).every(name => refusalWords.has(name)) &&
  [field(body, 'error'), field(body, 'errors')].some(hasContent);

function codeText(code: Json | undefined, safe: MakeSafe): SafeText | undefined {
  const text = isExactNumber(code) ? code.rawJSON : code;
  return typeof text === 'string' ? safe(text, longestCode) : undefined;
}

const nameOfError = (status: Json | undefined): string | undefined =>
  typeof status === 'string' && /[a-z]/.test(status) ? status : undefined;

/** Some errors are listed by field: {"time_zone":["is not known"]}. */
function details(errors: Json | undefined): string[] {
  if (!isObject(errors)) return texts(errors);
  return Object.entries(errors).map(([name, value]) => `${name}: ${texts(value).join(', ')}`);
}

/** All texts in a value of whatever type, without empty ones. */
function texts(value: Json | undefined): string[] {
  if (value === undefined || value === null || value === '') return [];
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(texts);
  return [JSON.stringify(value)];
}
