import {PdError, usageError} from '../base/errors.ts';
import type {Json} from '../base/json.ts';
import type {BuiltEvent} from '../events/event.ts';
import {type InputEvent, readEvents} from '../events/event-reader.ts';
import {claimStdin, unreadable} from '../input/argument-values.ts';
import type {Io} from '../io/io.ts';
import type {Outgoing} from './dispatch.ts';

type Prepare = (value: Json) => Promise<BuiltEvent>;

const mostListed = 100;
const tidyEveryBytes = 8_000_000;

/** The events of standard input as they arrive. A bad line becomes a failure and ends nothing else. */
export function eventsOfStdin(io: Io, prepare: Prepare): AsyncGenerator<Outgoing> {
  return prepared(readEvents(tidied(io, claimStdin(io, 'FILE'))), prepare);
}

/** The events of a file, all of which are checked before the first is passed on. */
export async function eventsOfFile(path: string, prepare: Prepare): Promise<AsyncGenerator<Outgoing>> {
  const read = await reader(path);
  const problems: string[] = [];
  let bad = 0;
  for await (const item of prepared(readEvents(read()), prepare)) {
    if (!('error' in item)) continue;
    bad += 1;
    if (bad <= mostListed) problems.push(`${item.place}: ${item.error.message}`);
  }
  if (bad === 0) return prepared(readEvents(read()), prepare);
  if (bad > mostListed) problems.push(`and ${bad - mostListed} more`);
  throw new PdError('usage', `${bad} of the events in ${path} cannot be sent, so none was`, {details: problems});
}

/** The same bytes. Regularly frees the memory of those that have been used. */
async function* tidied(io: Io, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of chunks) {
    yield chunk;
    bytes += chunk.length;
    if (bytes < tidyEveryBytes) continue;
    bytes = 0;
    io.tidy();
  }
}

async function* prepared(found: AsyncIterable<InputEvent>, prepare: Prepare): AsyncGenerator<Outgoing> {
  for await (const one of found) {
    const place = one.item === undefined ? `line ${one.line}` : `line ${one.line} (item ${one.item})`;
    if ('problem' in one) {
      yield {place, error: usageError(one.problem), isBadInput: true};
      continue;
    }
    try {
      yield {place, ...(await prepare(one.value))};
    } catch (error) {
      if (!(error instanceof PdError)) throw error;
      yield {place, error, isBadInput: true};
    }
  }
}

/** Reads the file from its start each time it is called. What can be read only once (a pipe) is kept in memory. */
async function reader(path: string): Promise<() => AsyncIterable<Uint8Array>> {
  const fs = await import('node:fs');
  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      yield* fs.createReadStream(path) as AsyncIterable<Uint8Array>;
    } catch (error) {
      throw unreadable(path, error);
    }
  }
  const isRegular = await fs.promises.stat(path).then(
    stat => stat.isFile(),
    error => {
      throw unreadable(path, error);
    },
  );
  if (isRegular) return chunks;
  const kept: Uint8Array[] = [];
  for await (const chunk of chunks()) kept.push(chunk);
  return async function* () {
    yield* kept;
  };
}
