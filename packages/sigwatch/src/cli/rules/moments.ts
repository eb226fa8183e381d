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

/** `+40s`, `+1m30s`, `+8h`: as a test may have it. */
export function sinceStart(time: number, start: number): string {
  const ms = time - start;
  const seconds = (ms % 60_000) / 1000;
  const parts = [
    [Math.floor(ms / 3_600_000), 'h'],
    [Math.floor(ms / 60_000) % 60, 'm'],
    [seconds, 's'],
  ] as const;
  const shown = parts.filter(([n]) => n > 0).map(([n, unit]) => `${n}${unit}`);
  return `+${shown.length === 0 ? '0s' : shown.join('')}`;
}
