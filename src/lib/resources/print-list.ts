import type {Context} from '../context.ts';
import {PdError} from '../errors.ts';
import {isObject, type JsonObject} from '../json.ts';
import type {View} from '../output/output.ts';
import {Progress} from '../output/progress.ts';
import type {OnProgress} from '../rest/client.ts';

/** Prints a list of records; a terminal's stderr shows how far a long one has come. Returns how many there were. */
export async function printList(
  {io, output}: Pick<Context, 'io' | 'output'>,
  view: View,
  list: (onProgress: OnProgress) => AsyncIterable<JsonObject[]>,
): Promise<number> {
  const progress = new Progress(io, {streams: output.format !== 'table'});
  try {
    return await output.records(withoutTrace(list(progress.update.bind(progress)), progress), view);
  } finally {
    progress.clear();
  }
}

/** A table is written at the end, when the line about its making has to be gone. */
async function* withoutTrace(pages: AsyncIterable<JsonObject[]>, progress: Progress): AsyncGenerator<JsonObject[]> {
  for await (const page of pages) {
    if (!page.every(isObject)) throw new PdError('unreachable', 'The list holds something that is no record');
    yield page;
  }
  progress.clear();
}
