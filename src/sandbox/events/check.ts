import {field, isObject, type Json, type JsonObject, stringField} from '../../lib/base/json.ts';

const severities = ['critical', 'warning', 'error', 'info'];
const actions = ['trigger', 'acknowledge', 'resolve'];
const mostLinks = 50;

/** What is wrong with an alert event; empty if it is accepted. */
export function alertEventErrors(event: JsonObject): string[] {
  const action = field(event, 'event_action');
  return [
    ...routingKeyErrors(event),
    ...oneOfErrors('event_action', action, actions),
    ...dedupKeyErrors(event, action),
    ...(action === 'trigger' ? payloadErrors(event) : []),
  ];
}

export function changeEventErrors(event: JsonObject): string[] {
  const payload = field(event, 'payload');
  if (!isObject(payload)) return [...routingKeyErrors(event), "'payload' is missing"];
  return [
    ...routingKeyErrors(event),
    ...commonPayloadErrors(event, payload),
    ...optionalText('payload.source', field(payload, 'source')),
  ];
}

/** What PagerDuty refuses with an answer in another format: `{"error":[…]}`. */
export function listLimitErrors(event: JsonObject): string[] {
  const isFollowUp = ['acknowledge', 'resolve'].includes(stringField(event, 'event_action') ?? '');
  const links = isFollowUp ? undefined : field(event, 'links');
  return Array.isArray(links) && links.length > mostLinks ? [`links should have at most ${mostLinks} item(s)`] : [];
}

function routingKeyErrors(event: JsonObject): string[] {
  const key = field(event, 'routing_key');
  if (key === undefined || key === null || key === '') return ["'routing_key' is missing or blank"];
  if (typeof key !== 'string') return ["'routing_key' must be a string"];
  return key.length === 32 ? [] : ["'routing_key' has the wrong length (it is 32 characters)"];
}

function dedupKeyErrors(event: JsonObject, action: Json | undefined): string[] {
  const key = field(event, 'dedup_key');
  if (key === undefined || key === null || key === '') {
    return action === 'acknowledge' || action === 'resolve' ? [`'dedup_key' is missing (${action} needs one)`] : [];
  }
  if (typeof key !== 'string') return ["'dedup_key' must be a string"];
  return [...key].length <= 255 ? [] : ["'dedup_key' is too long (at most 255 characters)"];
}

function payloadErrors(event: JsonObject): string[] {
  const payload = field(event, 'payload');
  if (!isObject(payload)) return ["'payload' is missing"];
  return [
    ...commonPayloadErrors(event, payload),
    ...textErrors('payload.source', field(payload, 'source')),
    ...oneOfErrors('payload.severity', field(payload, 'severity'), severities),
    ...['component', 'group', 'class'].flatMap(name => optionalText(`payload.${name}`, field(payload, name))),
    ...optionalText('client', field(event, 'client')),
    ...optionalText('client_url', field(event, 'client_url')),
  ];
}

function commonPayloadErrors(event: JsonObject, payload: JsonObject): string[] {
  const summary = stringField(payload, 'summary');
  const tooLong = summary !== undefined && [...summary].length > 1024;
  return [
    ...textErrors('payload.summary', field(payload, 'summary')),
    ...(tooLong ? ["'payload.summary' is too long (at most 1024 characters)"] : []),
    ...timestampErrors(field(payload, 'timestamp')),
    ...detailsErrors(field(payload, 'custom_details')),
    ...listErrors('links', 'href', ['text'], field(event, 'links')),
    ...listErrors('images', 'src', ['href', 'alt'], field(event, 'images')),
  ];
}

function textErrors(name: string, value: Json | undefined): string[] {
  if (value === undefined || value === null) return [`'${name}' is missing`];
  if (typeof value !== 'string') return [`'${name}' must be a string`];
  return value.trim() === '' ? [`'${name}' is blank`] : [];
}

const optionalText = (name: string, value: Json | undefined): string[] =>
  value === undefined || value === null || typeof value === 'string' ? [] : [`'${name}' must be a string`];

function oneOfErrors(name: string, value: Json | undefined, allowed: string[]): string[] {
  if (value === undefined || value === null || value === '') return [`'${name}' is missing or blank`];
  return typeof value === 'string' && allowed.includes(value)
    ? []
    : [`'${name}' is invalid (it is one of ${allowed.join(', ')})`];
}

// As in 2015-07-17T08:42:58.315+0000: the colon of the offset may be omitted, and so may the offset.
const timestampForm = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?( ?(Z|UTC|[+-]\d{2}:?\d{2}))?)?$/;

function timestampErrors(value: Json | undefined): string[] {
  if (value === undefined || value === null) return [];
  return typeof value === 'string' && timestampForm.test(value) && isRealTime(value)
    ? []
    : ["'payload.timestamp' is not an ISO 8601 date and time"];
}

/** Whether the date and the time exist. */
function isRealTime(text: string): boolean {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = (text.match(/\d+/g) ?? []).map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return false;
  return !text.includes(':') || (hour < 24 && minute < 60 && (second < 60 || !/:\d{2}:/.test(text)));
}

// Documented as an object, but senders have sent strings for years, and they are accepted.
const detailsErrors = (value: Json | undefined): string[] =>
  value === undefined || value === null || typeof value === 'string' || isObject(value)
    ? []
    : ["'payload.custom_details' must be an object"];

function listErrors(name: string, needed: string, texts: string[], value: Json | undefined): string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return [`'${name}' must be an array`];
  const bad = value.findIndex(one => (stringField(one, needed) ?? '').trim() === '');
  if (bad !== -1) return [`'${name}[${bad}].${needed}' is missing`];
  return value.flatMap((one, index) =>
    texts.flatMap(text => optionalText(`${name}[${index}].${text}`, field(one, text))),
  );
}
