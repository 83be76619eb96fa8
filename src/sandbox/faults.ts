import {field, isObject, type Json, type JsonObject, parseJson, stringField} from '../lib/base/json.ts';
import type {Call} from './exchange.ts';

/** The requests a fault is for. All given conditions must hold. */
interface FaultMatch {
  method?: string;
  /** A prefix of the path; with a leading `^`, a pattern for path and query. */
  path?: string;
  /** A part of the body, such as a routing key. */
  body?: string;
}

/** An answer that a request gets instead of the real one. */
export interface Fault {
  match?: FaultMatch;
  /** The number of requests it is for (default: 1); -1 for all. */
  times?: number;
  status?: number;
  headers?: Record<string, string>;
  /** Text is sent as it is, anything else as JSON. */
  body?: Json;
  /** Cuts the connection once the request has been read. */
  reset?: boolean;
  /** Cuts it before reading. */
  resetBefore?: boolean;
  /** Never answers. */
  hang?: boolean;
  delayMs?: number;
  /** Cuts the connection after this many bytes of the answer. */
  truncate?: number;
  /** Sends no content-length. */
  chunked?: boolean;
  gzip?: boolean;
  redirect?: string;
  /** Carries out the request first, so that only its answer is lost. */
  after?: boolean;
  /** Sends one byte every this many milliseconds. */
  dripMs?: number;
  /** A JSON answer nested this many levels deep. */
  nest?: number;
  /** A JSON answer of at least this many bytes. */
  padBytes?: number;
}

/** Whether the fault says what to answer, not only how slowly or incompletely. */
export function replaces(fault: Fault): boolean {
  const {status, body, reset, resetBefore, hang, redirect, nest, padBytes} = fault;
  return [status, body, reset, resetBefore, hang, redirect, nest, padBytes].some(one => one !== undefined);
}

/** The scripted answers, used in the order they were given. */
export class Faults {
  #waiting: Fault[] = [];

  get waiting(): readonly Fault[] {
    return this.#waiting;
  }

  add(...faults: readonly Fault[]): void {
    this.#waiting.push(...faults.map(fault => ({times: 1, ...fault})));
  }

  clear(): void {
    this.#waiting = [];
  }

  /** The fault for a request whose body has not been read: only those that cut before reading. */
  takeUnread(method: string, target: string): Fault | undefined {
    return this.#take(fault => fault.resetBefore === true && matches(fault.match, method, target, undefined));
  }

  take(call: Call): Fault | undefined {
    const query = call.query.toString();
    const target = query === '' ? call.path : `${call.path}?${query}`;
    return this.#take(fault => fault.resetBefore !== true && matches(fault.match, call.method, target, call.text));
  }

  #take(isFor: (fault: Fault) => boolean): Fault | undefined {
    const fault = this.#waiting.find(isFor);
    if (fault?.times === undefined || fault.times < 0) return fault;
    fault.times -= 1;
    if (fault.times === 0) this.#waiting = this.#waiting.filter(one => one !== fault);
    return fault;
  }
}

function matches(match: FaultMatch | undefined, method: string, target: string, text: string | undefined): boolean {
  if (match === undefined) return true;
  if (match.method !== undefined && match.method.toUpperCase() !== method) return false;
  if (match.body !== undefined && !(text ?? '').includes(match.body)) return false;
  if (match.path === undefined) return true;
  return match.path.startsWith('^') ? new RegExp(match.path).test(target) : target.startsWith(match.path);
}

/** Parses one fault or a list of them. Throws a RangeError that names anything unknown. */
export function readFaults(text: string): Fault[] {
  const value = parseJson(text);
  return (Array.isArray(value) ? value : [value]).map(readFault);
}

const types: Record<string, string> = {
  match: 'object',
  times: 'number',
  status: 'number',
  headers: 'object',
  reset: 'boolean',
  resetBefore: 'boolean',
  hang: 'boolean',
  delayMs: 'number',
  truncate: 'number',
  chunked: 'boolean',
  gzip: 'boolean',
  redirect: 'string',
  after: 'boolean',
  dripMs: 'number',
  nest: 'number',
  padBytes: 'number',
};

function readFault(value: Json): Fault {
  if (!isObject(value)) throw new RangeError('A fault is an object');
  for (const [name, given] of Object.entries(value)) {
    if (name === 'body') continue;
    // Ignoring a misspelt fault would make the test that asked for it pass.
    if (!Object.hasOwn(types, name)) throw new RangeError(`There is no fault "${name}"`);
    if (typeof given !== types[name]) throw new RangeError(`"${name}" of a fault is a ${types[name]}`);
  }
  checkMatch(field(value, 'match'));
  return value as JsonObject & Fault;
}

function checkMatch(match: Json | undefined): void {
  if (!isObject(match)) return;
  for (const [name, given] of Object.entries(match)) {
    if (!['method', 'path', 'body'].includes(name)) throw new RangeError(`A fault cannot match "${name}"`);
    if (typeof given !== 'string') throw new RangeError(`"${name}" of a match is a string`);
  }
  const path = stringField(match, 'path');
  if (path?.startsWith('^')) new RegExp(path);
}
