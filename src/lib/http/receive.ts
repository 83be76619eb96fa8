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
  let text = '';
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > maxAnswerBytes) {
      stream.destroy();
      return 'too large';
    }
    text += decoder.decode(chunk, {stream: true});
  }
  const response = stream.response;
  if (response === undefined) throw new Error('the connection closed without an answer');
  const expected = Number(response.headers['content-length']);
  if (response.complete === false || (!response.headers['content-encoding'] && bytes < expected)) {
    throw new Error('the answer was cut short');
  }
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) {
    if (value != null) headers[name] = Array.isArray(value) ? value.join(', ') : String(value);
  }
  return {status: response.statusCode, headers, text: text + decoder.decode()};
}
