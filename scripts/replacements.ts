import {type Description, text} from './openapi.ts';

/** What replaces each deprecated operation, where the description says so: `GET /old` to `GET /new`. */
export function replacementsIn(description: Description): Map<string, string> {
  const operations = [...description.operations()];
  const known = new Set(operations.map(({method, path}) => `${method} ${path}`));
  const found = new Map<string, string>();
  for (const {method, path, operation} of operations) {
    if (operation['deprecated'] !== true) continue;
    const replacement =
      namedIn(text(operation['description']), method) ??
      operations.find(one => one.method === method && replaces(text(one.operation['description']), path));
    // A GET is never replaced by a request that changes something.
    if (replacement === undefined || (method === 'GET' && replacement.method !== 'GET')) continue;
    const name = `${replacement.method} ${replacement.path}`;
    if (known.has(name)) found.set(`${method} ${path}`, name);
  }
  return found;
}

/** The operation in a link: `[/new/{id}](…)`, or `[DELETE /new endpoint](…)`. */
function namedIn(prose: string, method: string): {method: string; path: string} | undefined {
  const [, named = method, path] = /\[(?:([A-Z]+) )?(\/[^\]\s]+)(?: endpoint)?\]\(/.exec(prose) ?? [];
  return path === undefined ? undefined : {method: named, path};
}

/** "This endpoint replaces the deprecated `/old/{id}` endpoint.", without the type in the middle of the path. */
function replaces(prose: string, path: string): boolean {
  const old = /replaces the deprecated `([^`]+)`/.exec(prose)?.[1];
  return old !== undefined && old === path.replace('/{type}/', '/');
}
