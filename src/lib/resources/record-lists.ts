import {PdError} from '../base/errors.ts';
import type {JsonObject} from '../base/json.ts';
import type {ListOptions, RestClient} from '../rest/rest-client.ts';
import type {Resource} from './descriptors.ts';

/** The lists that together hold the records. */
export const pathsOf = ({path, otherPaths = []}: Resource): readonly string[] => [path, ...otherPaths];

/**
 * The records of all lists, one list after the other. If one cannot be fetched, the records of the others come
 * nevertheless; then throws `partial`. If none can, throws what the first threw.
 */
export async function* listAll(
  rest: RestClient,
  resource: Resource,
  options: ListOptions,
): AsyncGenerator<JsonObject[], void, undefined> {
  const {limit = Number.POSITIVE_INFINITY, onProgress} = options;
  const failures: [string, PdError][] = [];
  let records = 0;
  const paths = pathsOf(resource);
  for (const path of paths) {
    const before = records;
    const rows = rest.list(path, {
      ...options,
      limit: limit - before,
      onProgress: (count, total) => onProgress?.(before + count, paths.length > 1 ? undefined : total),
    });
    try {
      for await (const page of rows) {
        records += page.length;
        yield page;
      }
    } catch (error) {
      if (paths.length === 1 || !(error instanceof PdError) || passes(error)) throw error;
      failures.push([path, error]);
    }
  }
  const [failed] = failures;
  if (failed === undefined) return;
  throw failures.length === paths.length ? failed[1] : notWhole(...failed);
}

/** What concerns the command as a whole, not this list. */
const passes = ({kind}: PdError): boolean => ['interrupted', 'output', 'usage', 'defect'].includes(kind);

function notWhole(path: string, error: PdError): PdError {
  return new PdError('partial', `The list is incomplete, because ${path} cannot be listed: ${error.message}`, {
    ...error.facts,
    cause: error,
  });
}
