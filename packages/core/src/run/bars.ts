import { type Groups, noGroups } from '../correlate/groups.js';

const KEPT_BARS = 64;

/** A bar counts towards a total: training, evaluation, preparing data … Json. */
export interface Bar {
  /** The furthest place; compared from the left, so that a step that starts again in the next epoch is further on. */
  readonly at: readonly number[];
  /** The place that was printed last. */
  readonly latest: readonly number[];
  readonly moves: number;
  /** How far apart its last two places were. */
  readonly stride?: number;
  /** It shows a loss: it is training itself. */
  readonly loss: boolean;
  /** The furthest place of each source; of the run's own bar only. */
  readonly by_source: Groups<readonly number[]>;
}

export type Bars = Readonly<Record<string, Bar>>;

export function isBeyond(at: readonly number[], highest: readonly number[] | undefined): boolean {
  if (highest === undefined) return true;
  for (let i = 0; i < at.length; i++) {
    const [value, other] = [at[i] as number, highest[i]];
    if (value !== other) return value > (other ?? Number.NEGATIVE_INFINITY);
  }
  return false;
}

export const differs = (a: readonly number[], b: readonly number[]): boolean =>
  a.some((value, index) => value !== b[index]);

/** Whether there is no other bar, as in most runs: then it is the run's own. */
export function isAlone(bars: Bars, name: string): boolean {
  for (const other in bars) if (other !== name) return false;
  return true;
}

/** Whose step is whose is asked of the run's own bar alone; a thousand ranks of every bar would be too much to keep. */
export function withoutSources(bars: Bars, main: string): Bars {
  const kept = Object.entries(bars).map(([name, bar]) => [name, name === main ? bar : { ...bar, by_source: noGroups }]);
  return Object.fromEntries(kept);
}

/** The run's own bar: one that shows a loss before one that does not, then the one that has moved most. */
export function mainOf(bars: Bars, main: string | undefined): string {
  let best = main ?? '';
  for (const name in bars) if (name !== best && weightOf(bars[name]) > weightOf(bars[best])) best = name;
  return best;
}

const weightOf = (bar: Bar | undefined): number => (bar?.loss ? 1e9 : 0) + (bar?.moves ?? -1);

/** Software that opens a bar for every little thing must not grow the state for ever, nor displace the run's own bar. */
export function bounded(bars: Bars, moved: string, main: string | undefined): Bars {
  const names = Object.keys(bars);
  if (names.length <= KEPT_BARS) return bars;
  const least = names
    .filter((name) => name !== moved && name !== main)
    .sort((a, b) => (bars[a]?.moves ?? 0) - (bars[b]?.moves ?? 0))[0];
  return Object.fromEntries(Object.entries(bars).filter(([name]) => name !== least));
}
