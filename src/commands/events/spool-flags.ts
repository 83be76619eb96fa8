import {boolean} from '@oclif/core/flags';

/** For the commands that send events. */
export const spoolFlags = {
  spool: boolean({
    allowNo: true,
    summary:
      'Queue events on disk, and exit 0, if they cannot be delivered within --max-wait (PD_SPOOL=1; default: fail).',
  }),
};
