// What speaks to the operating system. Each module is loaded when it is first used: most commands never do.

export const os = (): typeof import('node:os') => process.getBuiltinModule('node:os');

export const tty = (): typeof import('node:tty') => process.getBuiltinModule('node:tty');

export const ffi = (): typeof import('bun:ffi') => process.getBuiltinModule('bun:ffi') as typeof import('bun:ffi');

/** As `process.platform` has it. */
export const platform = process.platform;
