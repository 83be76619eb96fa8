/** From this many events on, compiling the code that sends them pays off (see `settleIn` in io.ts). */
export const manyEvents = 500;
