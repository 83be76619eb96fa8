import {boolean} from '@oclif/core/flags';

/** For the commands that send events. */
export const spoolFlags = {
  spool: boolean({
    allowNo: true,
    summary: 'Queue on disk what cannot be delivered in the time allowed, exit 0 (PD_SPOOL=1).',
  }),
};
