import {usageError} from '../base/errors.ts';
import {shortened} from '../base/text.ts';
import {isIdText} from './record-id.ts';

/**
 * The URL that a text is, as chats and mails wrap it: `<https://…>`, `<https://…|#42 text>`, `[text](https://…)`, in
 * quotes, or without its scheme where the host is PagerDuty's. Undefined for any other text.
 */
export function webUrl(text: string): string | undefined {
  const bare = unwrapped(text.trim());
  if (/^https?:\/\//i.test(bare)) return bare;
  return /^(?:[a-z0-9-]+\.)*pagerduty\.com\//i.test(bare) ? `https://${bare}` : undefined;
}

const wrappings = [
  /^<([^<>|]*)(?:\|[^<>]*)?>$/s,
  /^\[[^\]]*\]\(([^()\s]*)\)$/s,
  /^(?:"(.*)"|'(.*)'|`(.*)`|“(.*)”|‘(.*)’)$/s,
];

function unwrapped(text: string): string {
  for (const wrapping of wrappings) {
    const inside = wrapping
      .exec(text)
      ?.slice(1)
      .find(group => group !== undefined);
    // Each layer is shorter than the one around it.
    if (inside !== undefined) return unwrapped(inside.trim());
  }
  return text;
}

/** The ID in a PagerDuty web or API URL of a record under one of `pages`. Throws a usage error for any other URL. */
export function idInUrl(text: string, pages: readonly string[], noun: string): string {
  const url = URL.parse(text);
  if (url === null || !isPagerDutyHost(url.hostname)) {
    throw usageError(`${shortened(text)} is not a PagerDuty URL`, `give the ${noun}'s page, its name or its ID`);
  }
  // Older pages put the ID after a #: /schedules#PABC123.
  const path = `${url.pathname}/${url.hash.replace(/^#/, '')}`.replace(/\/{2,}/g, '/');
  for (const page of pages) {
    if (!path.startsWith(`/${page}/`)) continue;
    const id = path.slice(page.length + 2).split('/')[0] ?? '';
    if (isIdText(id)) return id;
  }
  throw usageError(`${shortened(text)} is not the page of a PagerDuty ${noun}`);
}

function isPagerDutyHost(hostname: string): boolean {
  return hostname === 'pagerduty.com' || hostname.endsWith('.pagerduty.com');
}

/** The address to open; undefined unless it is https on a PagerDuty host, so that nothing else reaches a browser. */
export function safePage(text: unknown): string | undefined {
  if (typeof text !== 'string' || /[\p{Cc}\p{Cf}\s\\]/u.test(text)) return undefined;
  const url = URL.parse(text);
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '' || url.port !== '') return undefined;
  return isPagerDutyHost(url.hostname) ? url.href : undefined;
}
