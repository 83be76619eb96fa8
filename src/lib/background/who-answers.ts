import {request} from 'node:http';
import {field, parseJson, stringField} from '../base/json.ts';
import type {Io} from '../io/io.ts';

/** What a sandbox says of its process. */
export interface SandboxProcess {
  id: string;
  pid: number;
  since: string;
}

const longestAnswer = 64 * 1024;

/**
 * Asks the sandbox at this address which process it is. `nobody`: nothing listens there, or something else does; `silent`:
 * no answer within `withinMs`. Never goes through a proxy.
 */
export async function askProcess(
  io: Pick<Io, 'later'>,
  url: string,
  withinMs: number,
): Promise<SandboxProcess | 'nobody' | 'silent'> {
  const late = new AbortController();
  const callOff = io.later(withinMs, () => late.abort());
  try {
    const text = await get(`${url}/_sandbox/process`, late.signal);
    const answer = parseJson(text);
    const [id, since, pid] = [stringField(answer, 'id'), stringField(answer, 'started_at'), field(answer, 'pid')];
    return id === undefined || since === undefined || typeof pid !== 'number' ? 'nobody' : {id, pid, since};
  } catch {
    return late.signal.aborted ? 'silent' : 'nobody'; // refused, cut, or not the JSON of a sandbox
  } finally {
    callOff();
  }
}

function get(url: string, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request(url, {agent: false, signal}, answer => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > longestAnswer) call.destroy(new RangeError('too long for a sandbox'));
      });
      answer.on('end', () => resolve(text));
      answer.on('error', reject);
    });
    call.on('error', reject);
    call.end();
  });
}
