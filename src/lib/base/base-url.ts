/** The URL of a path of the API on `base`, which may have a path of its own: a gateway's. */
export function under(base: URL, path: string): URL {
  const [pathname = '', ...query] = path.split('?');
  const url = new URL(base);
  url.pathname = base.pathname.replace(/\/$/, '') + pathname;
  url.search = query.join('?');
  return url;
}

/** A base URL as it is kept: an origin, and the path where there is one, without a slash at its end. */
export const baseOf = (base: URL): string => base.origin + base.pathname.replace(/\/$/, '');
