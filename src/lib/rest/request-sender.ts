import type {Json} from '../base/json.ts';
import type {HttpAnswer} from '../http/http.ts';
import type {Match} from './endpoints.ts';
import type {Headers} from './headers.ts';
import type {Query} from './url.ts';

export interface RestOptions {
  query?: Query;
  headers?: Headers;
  body?: Json | undefined;
  /** Neither wrap the body nor unwrap the answer. */
  raw?: boolean;
  /** The command goes on without its answer: it is repeated only where the rate limit has held it back. */
  isOptional?: boolean;
}

/** A request as it will be sent. */
export interface PreparedRequest {
  method: string;
  path: string;
  url: URL;
  headers: Headers;
  /** The exact bytes to send, wrapped. */
  body?: string;
  match: Match | undefined;
  isOptional?: boolean;
}

/** All that paging needs of the REST client. */
export interface RequestSender {
  /** The request that would be sent. Makes no request itself. */
  prepare(method: string, path: string, options?: RestOptions): Promise<PreparedRequest>;
  /** Returns PagerDuty's answer, even a refusal. `reads`: the request may be repeated although it is a POST. */
  send(prepared: PreparedRequest, how?: {reads?: boolean}): Promise<HttpAnswer>;
  /** Warns the user, on stderr. */
  warn(text: string): void;
}
