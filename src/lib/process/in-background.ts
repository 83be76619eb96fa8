import type {Io} from '../io/io.ts';
import {environmentWithoutKeys, startBySpawn} from './runtime-spawn.ts';

export interface InBackground {
  pid: number;
  /** The first line that it printed. Undefined if it ended before. */
  line: string | undefined;
  /** All that it wrote to stderr before it ended. */
  stderr: string;
}

type Child = Bun.Subprocess<'ignore', 'pipe', 'pipe'>;

/**
 * Starts a program that outlives pd, in a session of its own, so that neither Ctrl-C nor the end of the terminal reaches
 * it, and waits for its first line. It has none of pd's descriptors and keys. `onStart` gets its process ID. Throws
 * StartFailure.
 */
export async function startInBackground(
  io: Io,
  words: readonly string[],
  {folder, onStart}: {folder: string; onStart: (pid: number) => void},
): Promise<InBackground> {
  const child = startBySpawn(
    io,
    words,
    (command, windowsVerbatimArguments): Child =>
      io.asFound(() =>
        Bun.spawn(command, {
          env: environmentWithoutKeys(io),
          cwd: folder,
          stdin: 'ignore',
          stdout: 'pipe',
          stderr: 'pipe',
          detached: true,
          windowsHide: true,
          windowsVerbatimArguments,
        }),
      ),
  );
  onStart(child.pid);
  const line = await firstLine(child.stdout);
  const stderr = line === undefined ? await new Response(child.stderr).text() : '';
  if (line !== undefined) void child.stderr.cancel();
  child.unref();
  return {pid: child.pid, line, stderr};
}

async function firstLine(stream: ReadableStream<Uint8Array>): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let text = '';
  // Leaving the loop cancels the stream.
  for await (const chunk of stream) {
    text += decoder.decode(chunk, {stream: true});
    const end = text.indexOf('\n');
    if (end !== -1) return text.slice(0, end);
  }
  return undefined;
}
