/** Of the values of a window, oldest first; none of them is empty. */
export type Statistic = (values: readonly number[], argument?: number) => number;

const sorted = (values: readonly number[]) => Float64Array.from(values).sort();

function mean(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return isTooLarge(sum, values) ? scaled(mean, values) : sum / values.length;
}

/** A sum over values that are numbers, which is none. */
const isTooLarge = (sum: number, values: readonly number[]) => !Number.isFinite(sum) && values.every(Number.isFinite);

function scaled(of: (values: readonly number[]) => number, values: readonly number[]): number {
  const size = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  return size * of(values.map((value) => value / size));
}

/** Values in order of size. */
interface InOrder {
  readonly length: number;
  at(place: number): number | undefined;
}

/** Linear interpolation between the two nearest ranks (Hyndman and Fan's type 7, as numpy and spreadsheets have it). */
export function percentileOf(ordered: InOrder, share = 50): number {
  const rank = (Math.min(100, Math.max(0, share)) / 100) * (ordered.length - 1);
  const below = ordered.at(Math.floor(rank)) as number;
  const above = ordered.at(Math.ceil(rank)) as number;
  return below + (above - below) * (rank - Math.floor(rank));
}

const percentile = (values: readonly number[], share?: number) => percentileOf(sorted(values), share);

/** Of the sample (n − 1); 0 for one value. */
function stddev(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const middle = mean(values);
  let sum = 0;
  for (const value of values) sum += (value - middle) ** 2;
  return isTooLarge(sum, values) ? scaled(stddev, values) : Math.sqrt(sum / (values.length - 1));
}

/** Exponentially weighted from the oldest value on, α = 2 / (n + 1). */
function ewma(values: readonly number[]): number {
  const alpha = 2 / (values.length + 1);
  return values.reduce((average, value) => average + alpha * (value - average));
}

/** Least squares: how much the value grows for each unit of `at`; 0 where all stand at one place. */
export function slope(values: readonly number[], at: readonly number[]): number {
  const x = mean(at);
  const y = mean(values);
  let above = 0;
  let below = 0;
  for (const [i, value] of values.entries()) {
    const away = (at[i] as number) - x;
    above += away * (value - y);
    below += away * away;
  }
  return below === 0 ? 0 : above / below;
}

/** How much of what varies that line explains, 0 to 1; 0 where the values or their places do not vary. */
export function rSquared(values: readonly number[], at: readonly number[]): number {
  const x = mean(at);
  const y = mean(values);
  let both = 0;
  let across = 0;
  let up = 0;
  for (const [i, value] of values.entries()) {
    const away = (at[i] as number) - x;
    both += away * (value - y);
    across += away * away;
    up += (value - y) ** 2;
  }
  return across === 0 || up === 0 ? 0 : Math.min(1, (both * both) / (across * up));
}

/** Those that need to know where the values stand, too. */
export const placed: Readonly<Record<string, (values: readonly number[], at: readonly number[]) => number>> = {
  slope,
  r_squared: rSquared,
};

/** What an expression can ask of a window by its values alone. */
export const statistics: Readonly<Record<string, Statistic>> = {
  last: (values) => values.at(-1) as number,
  first: (values) => values[0] as number,
  mean,
  median: (values) => percentile(values),
  min: (values) => values.reduce((a, b) => Math.min(a, b)),
  max: (values) => values.reduce((a, b) => Math.max(a, b)),
  stddev,
  ewma,
  percentile,
  count: (values) => values.length,
};
