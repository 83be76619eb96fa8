/**
 * For a process of the runtime's that runs hundreds of different lines: little of it runs often enough to be worth
 * compiling, which would be a tenth to a fifth of the processor's time.
 */
export const littleCompiled = {BUN_JSC_useBaselineJIT: '0'};
