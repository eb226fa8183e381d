import type { Millis } from '@sigwatch/core';

/** For people: `45 seconds`, `10 minutes`, `3 hours`; rounded down. */
export function span(ms: Millis): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 120) return many(seconds, 'second');
  if (seconds < 7_200) return many(Math.floor(seconds / 60), 'minute');
  return seconds < 172_800 ? many(Math.floor(seconds / 3_600), 'hour') : many(Math.floor(seconds / 86_400), 'day');
}

const many = (count: number, of: string): string => `${count} ${of}${count === 1 ? '' : 's'}`;
