/** `node:os`, loaded when it is first used: most commands never do. */
export const os = (): typeof import('node:os') => process.getBuiltinModule('node:os');

/** As `process.platform` has it. */
export const platform = process.platform;
