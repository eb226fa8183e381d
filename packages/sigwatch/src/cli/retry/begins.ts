import { duration } from '../../view/format.js';

/** When a try begins: `in 450ms`, `in 8s`, `in 1m 05s`; `now` where nobody could tell the wait. */
export const begins = (delay: number): string => (Math.round(delay) < 1 ? 'now' : `in ${duration(Math.round(delay))}`);
