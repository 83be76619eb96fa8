/** More than any list page has. A longer answer is rejected, so that memory stays bounded. */
export const maxAnswerBytes = 100 * 1024 * 1024;

export interface Received {
  status: number;
  headers: Record<string, string>;
  text: string;
}

type GotStream = ReturnType<typeof import('got').default.stream>;

/** Reads the whole answer. Throws got's errors, and an Error if the answer was cut short. */
export async function receive(stream: GotStream): Promise<Received | 'too large'> {
  const decoder = new TextDecoder('utf-8', {ignoreBOM: true});
  const {promise: ended, resolve, reject} = Promise.withResolvers<boolean>();
  let text = '';
  let bytes = 0;
  // Events, because an iterator over the stream takes 1 ms to create. A kept connection keeps the stream and what listens
  // to it, so that none of these may lead to the text of the answer.
  const take = (chunk: Uint8Array): void => {
    bytes += chunk.length;
    text += decoder.decode(chunk, {stream: true});
    if (bytes > maxAnswerBytes) resolve(false);
  };
  stream.on('data', take);
  stream.once('error', reject);
  stream.once('end', () => resolve(true));
  stream.once('close', () => reject(new Error('the connection closed without an answer')));
  try {
    if (await ended) return {...answerOf(stream, bytes), text: text + decoder.decode()};
    stream.response?.destroy(); // what unpacks it would go on
    stream.destroy();
    return 'too large';
  } finally {
    text = '';
    stream.off('data', take);
  }
}

function answerOf({response}: GotStream, bytes: number): Omit<Received, 'text'> {
  if (response === undefined) throw new Error('the connection closed without an answer');
  const expected = Number(response.headers['content-length']);
  if (response.complete === false || (!response.headers['content-encoding'] && bytes < expected)) {
    throw new Error('the answer was cut short');
  }
  const headers: Record<string, string> = {};
  for (const name in response.headers) {
    const value = response.headers[name];
    if (value != null) headers[name] = Array.isArray(value) ? value.join(', ') : String(value);
  }
  return {status: response.statusCode, headers};
}
