import {field, isObject, type Json} from '../base/json.ts';

export type Speaker = 'PagerDuty' | 'another' | 'unknown';

export interface RawAnswer {
  headers: Readonly<Record<string, string>>;
  text: string;
  body?: Json | undefined;
}

/**
 * Who wrote a refusal. All of PagerDuty's APIs put the reason under `error` or `errors`, the Events API has the status
 * `invalid event`, and SCIM has a `detail` beside its `schemas`. A page, or any other object (a gateway's
 * `{"message":"Bad Request"}`), comes from somebody else. Plain text and an empty body may come from anybody.
 */
export function speakerOf({headers, text, body}: RawAnswer): Speaker {
  if (isPage({headers, text})) return 'another';
  if (!isObject(body) || Object.keys(body).length === 0) return 'unknown';
  const isOwn =
    hasContent(field(body, 'error')) ||
    hasContent(field(body, 'errors')) ||
    field(body, 'status') === 'invalid event' ||
    (hasContent(field(body, 'schemas')) && hasContent(field(body, 'detail')));
  return isOwn ? 'PagerDuty' : 'another';
}

/** Whether it is an HTML or XML page, which none of PagerDuty's APIs sends. */
export const isPage = ({headers, text}: Omit<RawAnswer, 'body'>): boolean =>
  /\bhtml\b/i.test(headers['content-type'] ?? '') || text.trimStart().startsWith('<');

/** Whether a value, of whatever type, contains anything. */
export const hasContent = (value: Json | undefined): boolean => {
  if (typeof value === 'string') return value.trim() !== '';
  if (Array.isArray(value)) return value.length > 0;
  return isObject(value) && Object.keys(value).length > 0;
};
