import {errorJson, type PdError} from '../base/errors.ts';
import {paintMessage} from './colour.ts';
import {escapeJson, visible} from './untrusted.ts';

/** The line on stderr that reports a failure, without its line break. */
export function renderError(
  error: PdError,
  options: {json: boolean; color: boolean; hide?: (text: string) => string},
): string {
  const {hide = text => text} = options;
  if (options.json) return escapeJson(errorJson(error, hide));
  const start = options.color ? paintMessage('red', 'pd:') : 'pd:';
  return `${start} ${visible(hide(sentence(error)))}`;
}

/** What failed and why, with all the details that PagerDuty gives. */
export function failureText({message, facts: {details = []}}: PdError): string {
  return details.length === 0 ? message : `${trimStop(message)}: ${details.join('; ')}`;
}

function sentence(error: PdError): string {
  const failure = failureText(error);
  const origin = originOf(error);
  const {next} = error.facts;
  const text = origin === '' ? failure : `${trimStop(failure)} (${origin})`;
  if (next === undefined) return text;
  // A command or an option follows "try"; a sentence stands by itself.
  return /^(?:pd |-)/.test(next) ? `${trimStop(text)} — try: ${next}` : `${trimStop(text)}. ${capitalised(next)}`;
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

// Without the look-behind, each space in a long run within the text would start a search of its own.
const trimStop = (text: string): string => text.replace(/(?<![.:;\s])[.:;\s]+$/, '');

function originOf({facts, message}: PdError): string {
  const answer = [
    facts.status === undefined || message.includes(`HTTP ${facts.status}`) ? [] : `HTTP ${facts.status}`,
    facts.code === undefined ? [] : `code ${facts.code}`,
  ].flat();
  const {attempts = 1} = facts;
  const tries = attempts === 1 ? [] : [`${attempts} attempts`];
  const request = facts.requestId === undefined ? [] : [`request id ${facts.requestId}`];
  return [...tries, answer.join(', '), ...request].filter(part => part !== '').join('; ');
}
