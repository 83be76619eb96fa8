import {PdError} from '../base/errors.ts';
import {isObject, type JsonObject} from '../base/json.ts';
import type {Io} from '../io/io.ts';
import type {Output, View} from '../output/output.ts';
import {ProgressLine} from '../output/progress.ts';
import type {OnProgress} from '../rest/rest-client.ts';
import type {Resolver} from './resolve.ts';

/** Prints a list of records, with progress on stderr if it is a terminal. Returns the number of records. */
export async function printList(
  {io, output, resolver}: {io: Io; output: Output; resolver: () => Promise<Resolver>},
  view: View,
  list: (onProgress: OnProgress) => AsyncIterable<JsonObject[]>,
): Promise<number> {
  const progress = new ProgressLine(io, {streams: output.streams});
  try {
    const pages = unlessMistaken(resolver, list(progress.update.bind(progress)));
    return await output.records(withoutTrace(pages, progress), view);
  } finally {
    progress.clear();
  }
}

/**
 * Passes the pages on. If they are empty, confirms that the records used as filters exist, and throws if one does not.
 */
export async function* unlessMistaken(
  resolver: () => Promise<Resolver>,
  pages: AsyncIterable<JsonObject[]>,
): AsyncGenerator<JsonObject[]> {
  let isEmpty = true;
  for await (const page of pages) {
    if (page.length > 0) isEmpty = false;
    yield page;
  }
  if (isEmpty) await (await resolver()).confirm();
}

/** A table is written at the end, when the progress line must be gone. */
async function* withoutTrace(pages: AsyncIterable<JsonObject[]>, progress: ProgressLine): AsyncGenerator<JsonObject[]> {
  for await (const page of pages) {
    if (!page.every(isObject)) throw new PdError('unreachable', 'The list contains something that is not a record');
    yield page;
  }
  progress.clear();
}
