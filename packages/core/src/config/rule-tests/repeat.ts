import type { RuleTestEntry } from '../../generated/monitor.js';
import type { CaseEntry } from '../../generated/rule-tests.js';
import { duration } from '../duration.js';
import { type Moment, moment } from '../moment.js';
import type { Path } from '../yaml/yaml-file.js';

export type Entry = CaseEntry | RuleTestEntry;
type Mapping = Exclude<Entry, string>;

/** One thing of a test's log, with all repetitions spelled out. */
export interface Step extends Pick<Mapping, 'line' | 'source' | 'blind' | 'job'> {
  readonly moment?: Moment;
  /** Where it is written, below the log; those of one entry share it. */
  readonly place: Path;
}

/** More of them is a mistake, and would only take long. */
export const MOST_STEPS = 100_000;

/** All that happens in a log, in order. What lies beyond the bound is left out, and refused by lint. */
export function* stepsOf(log: readonly Entry[]): Generator<Step> {
  let left = MOST_STEPS;
  for (const [i, entry] of log.entries())
    for (const step of typeof entry === 'string' ? [{ line: entry, place: [i] }] : repeated(entry, [i])) {
      if (left-- === 0) return;
      yield step;
    }
}

/** How many steps a log comes to, without spelling them out. */
export function countSteps(log: readonly Entry[]): number {
  const counts = log.map((entry) =>
    typeof entry === 'string' ? 1 : (entry.repeat ?? 1) * (entry.lines === undefined ? 1 : entry.lines.length),
  );
  return counts.reduce((sum, one) => sum + one, 0);
}

/** How long one repetition takes by what stands in it. */
export function timeWithin({ lines }: Mapping): number {
  return entriesIn(lines).reduce((sum, entry) => {
    const at = typeof entry === 'string' || entry.at === undefined ? undefined : moment(entry.at);
    return sum + (at !== undefined && 'after' in at ? at.after : 0);
  }, 0);
}

const entriesIn = (lines: Mapping['lines']): readonly Entry[] => lines ?? [];

function* repeated(entry: Mapping, place: Path): Generator<Step> {
  const { repeat = 1, from = 1, step = 1 } = entry;
  const every = entry.every === undefined ? undefined : duration(entry.every);
  const first = entry.at === undefined ? every : moment(entry.at);
  const next = every === undefined ? undefined : Math.max(0, every - timeWithin(entry));
  for (let i = 0; i < repeat; i++) {
    const fill = filler(String(from + i * step), entry.values && valueAt(entry.values, i));
    const [opening, ...others] = entriesOf(entry, place);
    const wait = i === 0 ? first : next;
    yield stepOf(opening as Placed, fill, typeof wait === 'number' ? { after: wait } : wait);
    for (const other of others) yield stepOf(other, fill);
  }
}

type Placed = readonly [entry: Mapping, place: Path];

function entriesOf({ lines, at: _, ...entry }: Mapping, place: Path): readonly Placed[] {
  if (lines === undefined) return [[entry, place]];
  return entriesIn(lines).map((one, i): Placed => {
    const at = [...place, 'lines', i];
    return typeof one === 'string' ? [{ line: one }, at] : [one, at];
  });
}

function stepOf([entry, place]: Placed, fill: (text: string) => string, wait?: Moment): Step {
  const { line, source, blind, job } = entry;
  const own = entry.at === undefined ? undefined : moment(entry.at);
  const when = together(wait, own);
  return {
    place,
    ...(when === undefined ? {} : { moment: when }),
    ...(line === undefined ? {} : { line: fill(line) }),
    ...(source === undefined ? {} : { source: fill(source) }),
    ...(blind === undefined ? {} : { blind }),
    ...(job === undefined ? {} : { job }),
  };
}

/** An own moment counts from that of the repetition. */
function together(wait: Moment | undefined, own: Moment | undefined): Moment | undefined {
  if (wait === undefined || own === undefined || 'at' in own) return own ?? wait;
  return 'at' in wait ? { at: wait.at + own.after } : { after: wait.after + own.after };
}

/** A log has braces of its own, so that only these two are filled in. */
const filler =
  (n: string, value = '{value}') =>
  (text: string): string =>
    text.replaceAll('{n}', n).replaceAll('{value}', value);

function valueAt(values: NonNullable<Mapping['values']>, i: number): string {
  if (Array.isArray(values)) return String(values[i % values.length]);
  // Tenths do not add up in binary: 2.49 - 9 × 0.01 is to be 2.4.
  return String(Number((values.from + i * values.by).toPrecision(12)));
}
