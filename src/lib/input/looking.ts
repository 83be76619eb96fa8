/** Whether a weekday, a duration or a time without a date is in the past or in the future. */
export interface Looking {
  nowMs: number;
  /** `back`: in the past, as for --since. `ahead`: in the future, as for --start. */
  looks: 'back' | 'ahead';
  /** The hours and weekdays are before or after this moment (default: now). */
  fromMs?: number;
}
