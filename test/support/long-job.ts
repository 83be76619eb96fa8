/** For a shell: runs for about a minute, so that it ends even if the test that should end it is killed. */
export const aMinute = 'for _ in $(seq 1200); do sleep 0.05; done';

export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
