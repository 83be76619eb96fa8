import {once} from '../base/once.ts';

/** The effective user ID, which the kernel checks and which owns what pd creates. Undefined on Windows. */
export const effectiveUserId = once((): number | undefined => process.geteuid?.());

/** The effective group ID. Undefined on Windows. */
export const effectiveGroupId = once((): number | undefined => process.getegid?.());
