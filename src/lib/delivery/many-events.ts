/** From so many on, compiling what sends events pays off (see `settleIn` in io.ts). */
export const manyEvents = 200;
