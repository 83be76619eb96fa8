import {errorRecord, type PdError, type SafeText} from '../base/errors.ts';
import type {Redactor} from '../base/redactor.ts';
import {said} from '../base/said.ts';
import {paintMessage} from './colour.ts';
import {jsonWith, messageWith} from './safe-text.ts';

/** The line on stderr that reports a failure, without its line break. */
export function renderError(
  error: PdError,
  {json, color, redactor}: {json: boolean; color: boolean; redactor: Redactor},
): SafeText {
  if (json) return jsonWith(redactor)(errorRecord(error));
  const start = color ? paintMessage('red', said`pd:`) : said`pd:`;
  return said`${start} ${messageWith(redactor)(sentence(error))}`;
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
