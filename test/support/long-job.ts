/** For a shell: goes on for a minute or so, but not for ever where a test that was to end it has been ended itself. */
export const aMinute = 'for _ in $(seq 1200); do sleep 0.05; done';
