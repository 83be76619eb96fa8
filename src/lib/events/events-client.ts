import {under} from '../base/base-url.ts';
import {PdError} from '../base/errors.ts';
import {type JsonObject, stringField} from '../base/json.ts';
import type {Http, HttpAnswer} from '../http/http.ts';
import {refusal} from '../http/refusal.ts';
import type {PdEvent} from './event.ts';
import {encodeJson} from './fit.ts';

/** The result of an accepted event. `dedup_key` is null for a change event. */
export interface EventResult extends JsonObject {
  status: string;
  message: string;
  dedup_key: string | null;
  event_action: string;
}

export interface EventRequest {
  method: 'POST';
  url: URL;
  headers: Record<string, string>;
  body: string;
}

export const eventRequest = (event: PdEvent, eventsUrl: URL): EventRequest =>
  requestTo(under(eventsUrl, pathFor(event)), event);

const pathFor = ({action}: PdEvent): string => (action === 'change' ? '/v2/change/enqueue' : '/v2/enqueue');

function requestTo(url: URL, event: PdEvent): EventRequest {
  return {
    method: 'POST',
    url,
    headers: {'content-type': 'application/json', accept: 'application/json'},
    // Encoded once: every attempt sends these bytes.
    body: encodeJson({routing_key: event.routingKey, ...event.body}),
  };
}

/** Sends single events and returns PagerDuty's result. */
export class EventsClient {
  readonly #http: Http;
  readonly #eventsUrl: URL;
  readonly #urls = new Map<string, URL>();

  constructor(http: Http, eventsUrl: URL) {
    this.#http = http;
    this.#eventsUrl = eventsUrl;
  }

  async send(event: PdEvent, options: {isOneAttempt?: boolean} = {}): Promise<EventResult> {
    const request = requestTo(this.#urlFor(event), event);
    // The dedup key makes a repeat harmless. A change event has none, but seeing it twice is better than never.
    const answer = await this.#http.send({...request, ...options, repeatable: true, expect: 'json'}).catch(error => {
      throw interruptedEvent(error, event);
    });
    if (answer.status >= 300) throw refusal(answer, 'the event', {isSure: true});
    return accepted(answer, event, this.#eventsUrl);
  }

  /** Built once, for thousands of events. */
  #urlFor(event: PdEvent): URL {
    const path = pathFor(event);
    const url = this.#urls.get(path) ?? under(this.#eventsUrl, path);
    this.#urls.set(path, url);
    return url;
  }
}

/** Whether PagerDuty itself has permanently refused the event. Anything else may still succeed later. */
export const isInvalidEvent = (error: unknown): boolean =>
  error instanceof PdError && error.kind === 'refused' && error.facts.status === 400;

/** Nobody knows the dedup key that pd created yet, and it makes sending the event again harmless. */
function interruptedEvent(error: unknown, {dedupKey}: PdEvent): unknown {
  if (!(error instanceof PdError) || error.kind !== 'interrupted' || dedupKey === undefined) return error;
  const next = error.facts.mayHaveBeenDone
    ? `sending it again with the dedup key ${dedupKey} is harmless`
    : `its dedup key is ${dedupKey}`;
  return new PdError('interrupted', error.message, {...error.facts, next});
}

function accepted(answer: HttpAnswer, event: PdEvent, eventsUrl: URL): EventResult {
  const {body, status, requestId} = answer;
  if (stringField(body, 'status') !== 'success') {
    throw new PdError(
      'unreachable',
      `${eventsUrl.host} answered, but not as PagerDuty's Events API does (HTTP ${status})`,
      {
        status,
        requestId,
        retryable: true,
        next: 'check the events URL and the proxy',
      },
    );
  }
  return {
    status: 'success',
    message: stringField(body, 'message') ?? '',
    dedup_key: event.dedupKey === undefined ? null : (stringField(body, 'dedup_key') ?? event.dedupKey),
    event_action: event.action,
  };
}
