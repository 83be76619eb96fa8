import type {ClientRequest} from 'node:http';

/** Of answers before the answer (100, 103). No server has use for so many, and a flood of them would hold up the time limit. */
const most = 100;

export function limitInterimAnswers(request: ClientRequest): void {
  let count = 0;
  request.on('information', () => {
    count += 1;
    if (count > most) request.destroy(new Error(`it sent more than ${most} interim answers, and no other`));
  });
}
