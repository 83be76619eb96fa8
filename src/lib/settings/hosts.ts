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

/** The region that a host belongs to; undefined for a custom host. */
export function regionOf({hostname}: URL): Region | undefined {
  if (!hostname.endsWith('.pagerduty.com')) return undefined;
  return hostname.endsWith('.eu.pagerduty.com') ? 'eu' : 'us';
}

/** Checks a host that a key may be sent to, with a gateway's path: https, or http if it cannot leave this machine. */
export function checkedHost(text: string, what: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url) throw usageError(`${what}: ${quoted(text)} is not a URL`, 'give it as https://HOST');
  // The URL parser drops tabs and line breaks and turns backslashes round, so its result may not be what was meant.
  if (/[\s\\@?#]/.test(text) || !isPlainPath(text)) {
    throw usageError(
      `${what} may have a scheme, a host, a port and a plain path, nothing else`,
      'give it as https://HOST',
    );
  }
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))) return url;
  const next = 'use https; http is for localhost, 127.0.0.0/8 and [::1] only';
  throw usageError(`${what}: ${quoted(text)} would send keys over the network unencrypted`, next);
}

/** Checks the path as it was typed: the URL parser silently removes `..`. */
function isPlainPath(text: string): boolean {
  const [, path = ''] = /^[^:]*:\/\/[^/]*(.*)$/.exec(text) ?? [];
  return /^(\/[A-Za-z0-9._~-]+)*\/?$/.test(path) && !/\/\.{1,2}(\/|$)/.test(path);
}

/** Literal addresses only: a name that resolves to the loopback today can resolve to anything tomorrow. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** A password in the URL stays out of the message. */
function quoted(text: string): string {
  return JSON.stringify(shortened(text.replace(/\/\/.*@/, '//…@')));
}
