/** The URL of an API path under `base`, which may itself have a path, as a gateway's does. */
export function under(base: URL, path: string): URL {
  const [pathname = '', ...query] = path.split('?');
  const url = new URL(base);
  url.pathname = base.pathname.replace(/\/$/, '') + pathname;
  url.search = query.join('?');
  return url;
}

/** A base URL as it is stored: the origin and its path, if any, without a trailing slash. */
export const baseOf = (base: URL): string => base.origin + base.pathname.replace(/\/$/, '');
