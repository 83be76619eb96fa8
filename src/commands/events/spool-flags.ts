import {boolean} from '@oclif/core/flags';

/** For the commands that send events. */
export const spoolFlags = {
  spool: boolean({
    allowNo: true,
    summary: 'Queue on disk, with exit 0, what cannot be delivered within --max-wait (PD_SPOOL=1; default: fail).',
  }),
};
