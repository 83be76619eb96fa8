import {type ErrorKind, PdError} from '../base/errors.ts';
import {field, isExactNumber, isObject, type Json} from '../base/json.ts';
import {shortened} from '../base/text.ts';
import type {HttpAnswer} from './exchange.ts';
import {pageWords} from './page.ts';
import {isPage, type Speaker, says, speakerOf} from './speaker.ts';

// Of each message and detail: whoever answers in PagerDuty's place may send anything.
const longestText = 500;
const longestCode = 100;

/**
 * The error that a 4xx answer is, with PagerDuty's own message, code and details. `what` names what was asked:
 * "GET /users/PX". PdError `unreachable` where it is not PagerDuty's: a gateway's or a proxy's. `isSure`: what does not
 * say that it is PagerDuty's is not believed either, because on this word something is given up for good.
 */
export function refusal(answer: HttpAnswer, what: string, {isSure = false} = {}): PdError {
  const {message, code, details} = readError(answer);
  if (!isBelieved(answer.status, speakerOf(answer), isSure)) return foreign(answer, what, message);
  const kind = kindOf(answer.status, code);
  return new PdError(kind, `${lead(kind, answer.status, what)}${message === undefined ? '' : `: ${message}`}`, {
    status: answer.status,
    code,
    details,
    requestId: answer.requestId,
    retryable: false,
    next: advice(kind, answer.status),
  });
}

/**
 * The error that an answer is; undefined if the request was carried out. Some refusals come with a status of success:
 * a body of nothing but `error` or `errors`.
 */
export function refusalIn(answer: HttpAnswer, what: string): PdError | undefined {
  return answer.status >= 400 || isOnlyRefusal(answer) ? refusal(answer, what) : undefined;
}

const refusalWords = new Set(['error', 'errors', 'message', 'code', 'status', 'detail', 'details', 'request_id']);

const isOnlyRefusal = (answer: HttpAnswer): boolean =>
  isObject(answer.body) &&
  Object.keys(answer.body).every(name => refusalWords.has(name)) &&
  [field(answer.body, 'error'), field(answer.body, 'errors')].some(says);

/** 401, 403 and 404 say by themselves what is wrong, whoever says it; a page that comes with them never gets here. */
const isBelieved = (status: number, speaker: Speaker, isSure: boolean): boolean =>
  [401, 403, 404].includes(status) || speaker === 'PagerDuty' || (speaker === 'unknown' && !isSure);

function foreign({status, requestId}: HttpAnswer, what: string, message: string | undefined): PdError {
  const said = message === undefined ? '' : `: ${message}`;
  return new PdError('unreachable', `Something other than PagerDuty refused ${what} (HTTP ${status})${said}`, {
    status,
    requestId,
    retryable: true,
    next: 'check the API URL, and the proxy or gateway in between',
  });
}

// PagerDuty's code 2100 is "Not Found" whatever the status it comes with.
function kindOf(status: number, code: number | string | undefined): ErrorKind {
  if (status === 401 || status === 403) return 'credentials';
  if (status === 404 || code === 2100 || code === '2100') return 'not-found';
  return 'refused';
}

function lead(kind: ErrorKind, status: number, what: string): string {
  if (status === 403) return `This key may not do ${what}`;
  if (kind === 'credentials') return `PagerDuty refused the key for ${what}`;
  if (kind === 'not-found') return `Not found: ${what}`;
  return `PagerDuty refused ${what}`;
}

// API: a key is known in the region of its account alone.
const region = 'and the region, for one region does not know the keys of another (--region us|eu)';

function advice(kind: ErrorKind, status: number): string | undefined {
  if (kind === 'credentials') {
    return status === 401 ? `check the key: pd profiles check; ${region}` : 'use a key with more rights';
  }
  return status === 402 ? 'the account has no such feature' : undefined;
}

interface ErrorText {
  message: string | undefined;
  code: number | string | undefined;
  details: string[];
}

/** Reads every shape that error bodies are known to take: {"error":{…}}, {"error":"…"}, {"message","errors"}, SCIM's {"detail","scimType"}, a list, plain text. */
export function readError({body, text, headers}: HttpAnswer): ErrorText {
  if (body === undefined) {
    const message = isPage({headers, text}) ? pageWords(text) : said(text);
    return {message, code: undefined, details: []};
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
    message: said(under('message') || under('detail') || first || under('error_description')),
    code: typeof code === 'number' ? code : codeText(code),
    details: [...more, ...details(field(source, 'errors'))].slice(0, 50).map(text => shortened(text, longestText)),
  };
}

function codeText(code: Json | undefined): string | undefined {
  const text = isExactNumber(code) ? code.rawJSON : code;
  return typeof text === 'string' ? shortened(text, longestCode) : undefined;
}

const nameOfError = (status: Json | undefined): string | undefined =>
  typeof status === 'string' && /[a-z]/.test(status) ? status : undefined;

/** Some name the field that each is about: {"time_zone":["is not known"]}. */
function details(errors: Json | undefined): string[] {
  if (!isObject(errors)) return texts(errors);
  return Object.entries(errors).map(([name, value]) => `${name}: ${texts(value).join(', ')}`);
}

/** The texts in a value of whatever shape; an empty one says nothing. */
function texts(value: Json | undefined): string[] {
  if (value === undefined || value === null || value === '') return [];
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(texts);
  return [JSON.stringify(value)];
}

/** Undefined where nothing is said. */
const said = (text: string): string | undefined =>
  text.trim() === '' ? undefined : shortened(text.trim(), longestText);
