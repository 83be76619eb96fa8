import type {ClientRequest} from 'node:http';

/** Interim answers (100, 103) before the final one. No server needs as many, and a flood of them would delay the time limit. */
const most = 100;

export function limitInterimAnswers(request: ClientRequest): void {
  let count = 0;
  request.on('information', () => {
    count += 1;
    if (count > most) request.destroy(new Error(`it sent more than ${most} interim answers and no final one`));
  });
}
