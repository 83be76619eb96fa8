/** The effective user ID, which the kernel checks and which owns what pd creates. Undefined on Windows. */
export const effectiveUserId = (): number | undefined => process.geteuid?.();

/** The effective group ID. Undefined on Windows. */
export const effectiveGroupId = (): number | undefined => process.getegid?.();
