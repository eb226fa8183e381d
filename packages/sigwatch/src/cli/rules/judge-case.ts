import { isDeepStrictEqual } from 'node:util';
import type { RuleTestCase } from '@sigwatch/core';
import type { Fired, Outcome } from './outcome.js';

/** One thing that came out otherwise than expected. `undefined`: nothing was expected, or nothing came. */
export interface Change {
  readonly what: string;
  readonly expected?: unknown;
  readonly found?: unknown;
  /** Where what was found comes from. */
  readonly at?: Fired | undefined;
  /** A word of the engine on it. */
  readonly because?: string | undefined;
}

type Values = Readonly<Record<string, unknown>>;

/** Everything in which an outcome differs from what the test expects; in its order. */
export function judgeCase({ expect, monitor }: RuleTestCase, outcome: Outcome): readonly Change[] {
  const { signals, none = [], progress, incident, state, decision } = expect;
  const isProgress = new Set(monitor.rules.filter(({ kind }) => kind === 'progress').map(({ name }) => name));
  return [
    ...(signals === undefined ? [] : signalChanges(typeof signals === 'string' ? [] : signals, isProgress, outcome)),
    ...none.flatMap((name) => {
      const at = [...outcome.signals, ...outcome.progressed].find((one) => one.name === name);
      return at === undefined ? [] : [{ what: 'none', found: name, at }];
    }),
    ...(progress === undefined ? [] : valueChanges('progress', progress, orNone(outcome.progress))),
    ...(incident === undefined ? [] : incidentChanges(incident, outcome)),
    ...(state === undefined || state === outcome.state
      ? []
      : [{ what: 'state', expected: state, found: outcome.state, because: outcome.because }]),
    ...(decision === undefined
      ? []
      : valueChanges('decision', decision, outcome.decision, {
          because: decisionReason(decision, outcome),
        })),
  ];
}

/** Order counts, but for progress: its rules hit again and again. */
function signalChanges(wanted: readonly string[], isProgress: ReadonlySet<string>, outcome: Outcome): Change[] {
  const missing = wanted.filter((name) => isProgress.has(name) && !outcome.progressed.some((one) => one.name === name));
  const expected = wanted.filter((name) => !isProgress.has(name));
  const found = outcome.signals.filter(({ name, line }) => line > 0 || expected.includes(name));
  const kept = common(
    expected,
    found.map(({ name }) => name),
  );
  const lacking = expected.filter((_, i) => !kept.some(([a]) => a === i));
  const extra = found.filter((_, i) => !kept.some(([, b]) => b === i));
  return [
    ...[...lacking, ...missing].map((name) => {
      const late = found.find((one) => one.name === name);
      return {
        what: 'signals',
        expected: name,
        ...(late && { because: 'it came, but in another place of the order' }),
      };
    }),
    ...extra.map((at) => ({ what: 'signals', found: at.name, at })),
  ];
}

function incidentChanges(wanted: Values | string, outcome: Outcome): Change[] {
  const alarm = typeof wanted !== 'string' && wanted.ignored === true;
  const found = alarm
    ? (outcome.falseAlarm ?? outcome.incident)
    : (outcome.incident ?? (typeof wanted === 'string' ? outcome.falseAlarm : undefined));
  const root = found?.root as (Fired & { signal: string; error_type: string }) | undefined;
  const values = found && {
    ...{ root: root?.signal, error_type: root?.error_type, mode: found.mode, explains: found.explained },
    ...{ source: root?.source, line: root?.line, confidence: found.confidence, ignored: found.ignored },
  };
  const expected = typeof wanted === 'string' ? wanted : { ...(values && { ignored: false }), ...wanted };
  const at = root && { name: root.signal, source: root.source, line: root.line, text: root.text };
  return valueChanges('incident', expected, values, { at, because: text(found?.reason) ?? outcome.because });
}

/** Every value that is expected is there; more may be. A reason only has to hold the words. */
function valueChanges(
  what: string,
  wanted: Values | string,
  found: Values | undefined,
  more: Partial<Change> = {},
): Change[] {
  if (typeof wanted === 'string') return found === undefined ? [] : [{ what, found, ...more }];
  if (found === undefined) return [{ what, expected: wanted, because: more.because }];
  return Object.entries(wanted)
    .filter(([key, value]) =>
      key === 'reason' ? !String(found[key]).includes(String(value)) : !isDeepStrictEqual(found[key], value),
    )
    .map(([key, value], i) => ({ what: `${what}.${key}`, expected: value, found: found[key], ...(i === 0 && more) }));
}

/** Longest common subsequence, as pairs of indices. */
function common(a: readonly string[], b: readonly string[]): readonly (readonly [number, number])[] {
  const best: (readonly (readonly [number, number])[])[][] = [Array.from({ length: b.length + 1 }, () => [])];
  for (let i = 1; i <= a.length; i++) {
    best.push([[]]);
    for (let j = 1; j <= b.length; j++) {
      const up = best[i - 1]?.[j] ?? [];
      const left = best[i]?.[j - 1] ?? [];
      const both = a[i - 1] === b[j - 1] ? [...(best[i - 1]?.[j - 1] ?? []), [i - 1, j - 1] as const] : [];
      best[i]?.push([both, up, left].reduce((x, y) => (y.length > x.length ? y : x)));
    }
  }
  return best[a.length]?.[b.length] ?? [];
}

/** Not told where the reason itself is what differs. */
const decisionReason = (wanted: Values | string, { decision, because }: Outcome): string | undefined => {
  if (decision === undefined) return because;
  return typeof wanted === 'object' && wanted.reason !== undefined ? undefined : text(decision.reason);
};
const orNone = (values: Values): Values | undefined => (Object.keys(values).length === 0 ? undefined : values);
const text = (value: unknown): string | undefined => (value === undefined ? undefined : String(value));
