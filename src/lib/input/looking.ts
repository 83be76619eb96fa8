/** Which way a time without a date, a weekday or a duration points. */
export interface Looking {
  nowMs: number;
  /** `back`: what has been, such as --since. `ahead`: what is to come, such as --start. */
  looks: 'back' | 'ahead';
  /** The hours and weekdays are before or after this moment (default: now). */
  fromMs?: number;
}
