/** More than any list page has. A longer answer is rejected, so that memory stays bounded. */
export const maxAnswerBytes = 100 * 1024 * 1024;

export interface Received {
  status: number;
  headers: Record<string, string>;
  text: string;
}

type GotStream = ReturnType<typeof import('got').default.stream>;

/** Reads the whole answer. Throws got's errors, and an Error if the answer was cut short. */
export function receive(stream: GotStream): Promise<Received | 'too large'> {
  const decoder = new TextDecoder('utf-8', {ignoreBOM: true});
  const {promise, resolve, reject} = Promise.withResolvers<Received | 'too large'>();
  let text = '';
  let bytes = 0;
  // Events, because an iterator over the stream takes 1 ms to create.
  stream.on('data', (chunk: Uint8Array) => {
    bytes += chunk.length;
    text += decoder.decode(chunk, {stream: true});
    if (bytes <= maxAnswerBytes) return;
    resolve('too large');
    stream.response?.destroy(); // what unpacks it would go on
    stream.destroy();
  });
  stream.once('error', reject);
  stream.once('end', () => {
    try {
      resolve({...answerOf(stream, bytes), text: text + decoder.decode()});
    } catch (error) {
      reject(error);
    }
  });
  stream.once('close', () => reject(new Error('the connection closed without an answer')));
  return promise;
}

function answerOf({response}: GotStream, bytes: number): Omit<Received, 'text'> {
  if (response === undefined) throw new Error('the connection closed without an answer');
  const expected = Number(response.headers['content-length']);
  if (response.complete === false || (!response.headers['content-encoding'] && bytes < expected)) {
    throw new Error('the answer was cut short');
  }
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) {
    if (value != null) headers[name] = Array.isArray(value) ? value.join(', ') : String(value);
  }
  return {status: response.statusCode, headers};
}
