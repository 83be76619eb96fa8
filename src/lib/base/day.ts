/** A day of 24 hours; where clocks change, one is longer or shorter. */
export const dayMs = 86_400_000;
