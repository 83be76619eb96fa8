import {usageError} from '../base/errors.ts';
import {shortened} from '../base/text.ts';

export interface Link {
  href: string;
  text?: string;
}

export interface Image {
  src: string;
  alt?: string;
}

export function parseLink(value: string): Link {
  const {url, label} = splitLabel(value, '--link');
  return {href: url, ...(label === undefined ? {} : {text: label})};
}

export function parseImage(value: string): Image {
  const {url, label} = splitLabel(value, '--image');
  return {src: url, ...(label === undefined ? {} : {alt: label})};
}

/** The URL of a web page as it was typed; anything but http and https is refused. */
export function checkedWebUrl(text: string, what: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^[a-z][a-z0-9+.-]*:\/\//i.test(text) || /\s/.test(text))
    throw usageError(`${what}: ${JSON.stringify(shortened(text))} is not a URL`);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw usageError(`${what}: a URL that starts with ${url.protocol} is refused`, 'use http or https');
  }
  return text;
}

function splitLabel(value: string, what: string): {url: string; label?: string} {
  const at = labelStart(value);
  const label = at === undefined ? '' : value.slice(at + 1).trim();
  // There is no text, or this is the padding of a base64 parameter.
  if (at === undefined || /^=*$/.test(label)) return {url: checkedWebUrl(value.trim(), what)};
  return {url: checkedWebUrl(value.slice(0, at).trim(), what), label};
}

/**
 * The position of the `=` in `URL=TEXT`. URLs contain `=` too, so: a blank is never in a URL: the text starts at the
 * last `=` before the first blank; with a query or fragment, at the second `=` of its last parameter (`?a=b=Runbook`);
 * otherwise at the last `=`, unless the path continues after it (`/a=b/c`).
 */
function labelStart(value: string): number | undefined {
  const last = value.lastIndexOf('=');
  const blank = value.trimEnd().search(/\s/);
  if (blank !== -1) return found(value.lastIndexOf('=', blank));
  const query = value.search(/[?#]/);
  if (last === -1 || (query === -1 && value.includes('/', last))) return undefined;
  // A mark at the very end belongs to the text: `https://x/y=Why?`
  if (query === -1 || query === value.length - 1) return last;
  const parameter = Math.max(...['&', ';', '?', '#'].map(mark => value.lastIndexOf(mark)));
  const first = value.indexOf('=', parameter);
  return first === -1 ? undefined : found(value.indexOf('=', first + 1));
}

const found = (index: number): number | undefined => (index === -1 ? undefined : index);
