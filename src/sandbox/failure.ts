import type {Json, JsonObject} from '../lib/base/json.ts';

/** What is wrong: sentences, or for v3 schedules the sentences by field. */
type Details = string[] | Record<string, string[]>;

/** A refusal, in the format of REST API errors. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly status: number;
  readonly code: number;
  readonly details: Details;

  constructor(status: number, code: number, message: string, details: Details = []) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }

  get body(): JsonObject {
    const errors: Json = Array.isArray(this.details) ? [...this.details] : {...this.details};
    const details = Object.keys(errors).length > 0 ? {errors} : {};
    return {error: {message: this.message, code: this.code, ...details}};
  }
}

// The numbers are PagerDuty's: 1001 and 1008 for incidents, 20xx for requests, 2100 for what does not exist.
export const notFound = () => new Failure(404, 2100, 'Not Found');
export const invalid = (...details: string[]) => new Failure(400, 2001, 'Invalid Input Provided', details);
/** The format of v3 schedules: `event.name`, and what is wrong with it. */
export const invalidField = (name: string, why: string) => new Failure(400, 2001, 'Invalid Request', {[name]: [why]});
/** Each API has its own schedules, and refuses the other's. */
export const shiftBased = (id: string) => invalid(`This schedule is shift-based: use the v3 API, /v3/schedules/${id}`);
export const layered = (id: string) =>
  new Failure(400, 2001, 'Invalid Request', {schedule: [`is not shift-based: use the v2 API, /schedules/${id}`]});
export const unauthorized = (detail: string) => new Failure(401, 2006, 'Unauthorized', [detail]);
export const forbidden = (detail: string) => new Failure(403, 2010, 'Access Denied', [detail]);
export const tooMany = () => new Failure(429, 2020, 'Rate Limit Exceeded');
export const alreadyResolved = (id: string) =>
  new Failure(400, 1001, 'Incident Already Resolved', [`Incident ${id} is resolved`]);
export const fromMissing = () =>
  new Failure(400, 2016, 'You must specify a user\'s email address in the "From" header to perform this action');
export const requesterUnknown = () => new Failure(400, 1008, 'Requester User Not Found');
