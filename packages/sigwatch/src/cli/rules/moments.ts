/** Moments of tests hold to the second: hardly a log states finer ones. */
export function sameSecond(a: number | undefined, b: number | undefined): boolean {
  return a !== undefined && b !== undefined && Math.abs(a - b) < 1000;
}

/** A moment in the form in which another one was wanted: counted from the start, or by itself. */
export function shownMoment(time: number | undefined, wanted: string | number, start: number): string {
  if (time === undefined) return 'no moment';
  const relative = typeof wanted === 'number' || wanted.trim().startsWith('+');
  return relative ? sinceStart(time, start) : new Date(time).toISOString();
}

/** `+90s`, `+5m`, `+1h`: as a test may have it. */
export function sinceStart(time: number, start: number): string {
  const ms = time - start;
  if (ms > 0 && ms % 3_600_000 === 0) return `+${ms / 3_600_000}h`;
  if (ms > 0 && ms % 60_000 === 0) return `+${ms / 60_000}m`;
  return `+${ms / 1000}s`;
}
