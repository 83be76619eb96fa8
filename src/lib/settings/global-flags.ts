import type {TextFlags} from './lookup.ts';

/** The global flags as oclif passes them on, and those of the event commands that are settings too. */
export type GlobalFlags = TextFlags & {
  readonly json?: boolean | undefined;
  readonly fields?: string | undefined;
  readonly 'no-header'?: boolean | undefined;
  readonly utc?: boolean | undefined;
  readonly color?: boolean | undefined;
  readonly debug?: boolean | undefined;
  readonly 'dry-run'?: boolean | undefined;
  readonly spool?: boolean | undefined;
  readonly yes?: boolean | undefined;
};
