import { isDeepStrictEqual } from 'node:util';
import { momentFrom, type RuleTestCase } from '@sigwatch/core';
import type { Change } from './changes.js';
import { common } from './common.js';
import { sameSecond, shownMoment } from './moments.js';
import type { Fired, Outcome } from './outcome.js';

/** What a test says of a signal: its name, or what more must be true of it. */
export type Wanted = NonNullable<RuleTestCase['expect']['none']>[number];
export type Filter = Exclude<Wanted, string>;

const filterOf = (wanted: Wanted): Filter => (typeof wanted === 'string' ? { signal: wanted } : wanted);

/** The firings of which everything is true that is wanted. */
export function fitting(all: readonly Fired[], wanted: Filter, start: number): readonly Fired[] {
  return all.filter((fired) => fired.name === wanted.signal && misfit(fired, wanted, start).length === 0);
}

/** What of a firing is otherwise than wanted. */
function misfit(fired: Fired, { signal: _, count, at, fields = {}, ...same }: Filter, start: number): string[] {
  const values = fired as unknown as Readonly<Record<string, unknown>>;
  const found: Readonly<Record<string, unknown>> = fired.fields ?? {};
  return [
    ...Object.entries(same).flatMap(([key, value]) =>
      isDeepStrictEqual(values[key], value) ? [] : [`${key} ${shown(values[key])}`],
    ),
    ...Object.entries(fields).flatMap(([key, value]) =>
      isDeepStrictEqual(found[key], value) ? [] : [`${key} ${key in found ? shown(found[key]) : '(no such field)'}`],
    ),
    ...(at === undefined || sameSecond(fired.at, momentFrom(start, at))
      ? []
      : [`at ${shownMoment(fired.at, at, start)}`]),
  ];
}

/** Signals that must fire: each once in the order of names; of those with a count, as many as that. */
export function signalChanges(
  wanted: readonly Wanted[],
  isProgress: ReadonlySet<string>,
  outcome: Outcome,
): readonly Change[] {
  const filters = wanted.map(filterOf);
  const names = [...new Set(filters.map(({ signal }) => signal))];
  const all = [...outcome.signals, ...outcome.progressed];
  const firsts = firstOf(outcome.signals).filter(({ name, line }) => line > 0 || names.includes(name));
  const expected = names.filter((name) => !isProgress.has(name) || firsts.some((one) => one.name === name));
  const kept = common(
    expected,
    firsts.map(({ name }) => name),
  );
  const lacking = expected.filter((_, i) => !kept.some(([a]) => a === i));
  const missing = names.filter((name) => !expected.includes(name) && !all.some((one) => one.name === name));
  const gone = [...lacking, ...missing];
  return [
    ...gone.map((name) => {
      const late = firsts.find((one) => one.name === name);
      return {
        what: 'signals',
        expected: name,
        ...(late && { because: 'it came, but in another place of the order' }),
      };
    }),
    ...filters.filter(({ signal }) => !gone.includes(signal)).flatMap((one) => amount(one, all, outcome.start)),
    ...firsts.filter((_, i) => !kept.some(([, b]) => b === i)).map((at) => ({ what: 'signals', found: at.name, at })),
  ];
}

/** That as many came as are wanted, of those of which all is true that is wanted. */
function amount(wanted: Filter, all: readonly Fired[], start: number): Change[] {
  const { signal, count } = wanted;
  const fits = fitting(all, wanted, start);
  if (count === undefined ? fits.length > 0 : fits.length === count) return [];
  const named = all.filter(({ name }) => name === signal);
  const nearest = [...named].sort((a, b) => misfit(a, wanted, start).length - misfit(b, wanted, start).length)[0];
  const details = Object.keys(wanted).some((key) => key !== 'signal' && key !== 'count');
  if (fits.length === 0 && nearest !== undefined && details)
    return [
      {
        what: 'signals',
        expected: wanted,
        found: `${signal} with ${misfit(nearest, wanted, start).join(', ')}`,
        at: nearest,
      },
    ];
  const times = (n: number) => `${signal} ${n === 1 ? 'once' : `${n} times`}`;
  return [
    { what: 'signals', expected: details ? wanted : times(count ?? 1), found: times(fits.length), at: fits.at(-1) },
  ];
}

/** What must not fire. */
export function forbidden(none: readonly Wanted[], { signals, progressed, start }: Outcome): readonly Change[] {
  return none.flatMap((wanted) => {
    const [at] = fitting([...signals, ...progressed], filterOf(wanted), start);
    return at === undefined ? [] : [{ what: 'none', found: at.name, at }];
  });
}

function firstOf(fired: readonly Fired[]): readonly Fired[] {
  const first = new Map<string, Fired>();
  for (const one of fired) if (!first.has(one.name)) first.set(one.name, one);
  return [...first.values()];
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'none'));
