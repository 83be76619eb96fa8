import type {Json} from '../base/json.ts';
import type {HttpAnswer} from '../http/http.ts';
import type {Match} from './endpoints.ts';
import type {Headers} from './headers.ts';
import type {Query} from './url.ts';

export interface RestOptions {
  query?: Query;
  headers?: Headers;
  body?: Json | undefined;
  /** Neither wrap nor unwrap. */
  raw?: boolean;
}

/** A request as it will be sent. */
export interface PreparedRequest {
  method: string;
  path: string;
  url: URL;
  headers: Headers;
  /** The very bytes, wrapped. */
  body?: string;
  match: Match | undefined;
}

/** All that paging needs to know of the REST client. */
export interface RequestSender {
  /** The request that would be sent. Asks nobody. */
  prepare(method: string, path: string, options?: RestOptions): Promise<PreparedRequest>;
  /** What PagerDuty answers, refusals too. `reads`: repeating it does no harm although it is a POST. */
  send(prepared: PreparedRequest, how?: {reads?: boolean}): Promise<HttpAnswer>;
  /** Tells the user, on stderr. */
  warn(text: string): void;
}
