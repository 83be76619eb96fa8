/** The number of the user that the kernel checks: what pd creates belongs to it. Undefined on Windows. */
export const effectiveUserId = (): number | undefined => process.geteuid?.();
