import type { Fields } from '../contract.js';
import { noGroups } from '../correlate/groups.js';
import type { Bar, Bars } from './bars.js';

/**
 * The bars as they are before this step, where it begins one of them anew: software that counts the batches of an
 * epoch and doesn't print the epoch on the same line starts at the first one again, which is no standing still. Only a
 * bar that shows a loss, and that was run through: what begins anew in its middle was lost, and is done once more.
 */
export function begunAnew(bars: Bars, name: string, { step, total }: Fields): Bars {
  const bar = bars[name];
  if (bar === undefined || !bar.loss || typeof step !== 'number' || typeof total !== 'number') return bars;
  const latest = bar.latest[0];
  if (latest === undefined || bar.latest.length > 1) return bars;
  const runThrough = latest + (bar.stride ?? 0) >= total;
  if (!runThrough || step >= latest || step * 2 > total) return bars;
  return { ...bars, [name]: { ...bar, at: [], latest: [], by_source: noGroups } };
}

/** How far apart a bar's lines are; the last of an epoch may stop short of the total by as much. */
export function strideOf(bar: Bar | undefined, at: readonly number[]): number {
  const before = bar?.latest[0];
  const now = at[0];
  return before === undefined || now === undefined || now <= before ? (bar?.stride ?? 0) : now - before;
}

/** Software that prints one line an epoch, however long that takes: other output is all that shows that it goes on. */
export function countsWholeEpochs(bars: Bars, main: string | undefined): boolean {
  return main === 'epoch' && Number.isInteger(bars.epoch?.at[0]);
}
