import {usageError} from '../base/errors.ts';
import {shortened} from '../base/text.ts';

export type Region = 'us' | 'eu';

/** PagerDuty's own hosts. OAuth has one for both regions, and its scope names the region. */
export const regionHosts = {
  us: {
    api: 'https://api.pagerduty.com',
    events: 'https://events.pagerduty.com',
    app: 'https://app.pagerduty.com',
    identity: 'https://identity.pagerduty.com',
  },
  eu: {
    api: 'https://api.eu.pagerduty.com',
    events: 'https://events.eu.pagerduty.com',
    app: 'https://app.eu.pagerduty.com',
    identity: 'https://identity.pagerduty.com',
  },
} as const;

/** Checks a host that a key may be sent to: https, or http if it cannot leave this machine. */
export function checkedHost(text: string, what: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url) throw usageError(`${what}: ${quoted(text)} is not a URL`, 'give it as https://HOST');
  // The URL parser drops tabs and line breaks and turns backslashes round, so its result may not be what was meant.
  if (/[\s\\@?#]/.test(text) || url.pathname !== '/') {
    throw usageError(`${what} may have a scheme, a host and a port, nothing else`, 'give it as https://HOST');
  }
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))) return url;
  const next = 'use https; http is for localhost, 127.0.0.0/8 and [::1] only';
  throw usageError(`${what}: ${quoted(text)} would send keys over the network unencrypted`, next);
}

/** Literal addresses only: a name that resolves to the loopback today can resolve to anything tomorrow. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** A password in the URL stays out of the message. */
function quoted(text: string): string {
  return JSON.stringify(shortened(text.replace(/\/\/.*@/, '//…@')));
}
