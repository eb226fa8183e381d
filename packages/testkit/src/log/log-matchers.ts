import { ArgumentError, type SigwatchEvent } from '@sigwatch/core';
import { placeText, type ReadLog, readLog, SIGNAL_KEYS, type SignalTold } from './read-log.js';

/** What is called with a log gives the events of a dry run over it: `(log) => replay(log, { monitor: 'mine.yaml' })`. */
export type EventsOf = (log: string) => AsyncIterable<SigwatchEvent>;

/** What a signal is to tell beside its name: any keys of `data` of a `signal` event, `fields` among them. Matchers such as `expect.stringContaining` may stand in it, and what is not named may be anything. */
export type SignalTelling = Readonly<Partial<Record<keyof SignalTold, unknown>>>;

/** For `declare module`, so that the editor knows the matchers: `R` is what a matcher returns there. */
export interface LogAssertions<R = unknown> {
  /**
   * The log has a signal of this rule or error type, which tells at least that. Await it: a log is read in the meantime. A
   * log that can't be read rejects, with `.not` too. Steps are no signals, and a rule with `when` has one where its operator fires.
   */
  toHaveSignal(name: string, telling?: SignalTelling): Promise<R>;
  /** The log ends in a failure whose root cause is of this rule or error type; what turned out to be none does not count. Await it. */
  toHaveRootCause(name: string): Promise<R>;
}

/** What a matcher of `expect.extend` is called on, as far as Vitest and Jest agree. */
export interface MatcherContext {
  /** As the runner compares: matchers such as `expect.any(Number)` may stand in `b`. */
  equals(a: unknown, b: unknown): boolean;
}

/** What a matcher of `expect.extend` answers. */
export interface MatcherResult {
  /** Whether it is so, whatever `.not` makes of that. */
  readonly pass: boolean;
  /** Why the assertion fails, where it does. */
  message(): string;
}

/** A type and no interface, which `expect.extend` would not take. */
export type LogMatchers = {
  /** See {@link LogAssertions}. Rejects where `telling` has a key that no signal has. */
  toHaveSignal(this: MatcherContext, log: string, name: string, telling?: SignalTelling): Promise<MatcherResult>;
  /** See {@link LogAssertions}. */
  toHaveRootCause(this: MatcherContext, log: string, name: string): Promise<MatcherResult>;
};

/**
 * Matchers that say what sigwatch makes of a log file, for `expect.extend` of Vitest and of Jest. `eventsOf` decides by which
 * rules it is read:
 *
 *     import { replay } from 'sigwatch';
 *     expect.extend(logMatchers((log) => replay(log, { monitor: 'default' })));
 *     await expect('train.log').toHaveSignal('oom', { line: 12 });
 *     await expect('train.log').toHaveRootCause('oom');
 */
export function logMatchers(eventsOf: EventsOf): LogMatchers {
  return {
    async toHaveSignal(log, name, telling = {}) {
      refuseUnknown(telling);
      const read = await readLog(eventsOf, log);
      const named = read.signals.filter((signal) => signal.signal === name || signal.error_type === name);
      const found = named.filter((signal) => tells(signal, telling, this.equals));
      const wanted = `signal ${name}${Object.keys(telling).length > 0 ? ` telling ${shown(telling)}` : ''}`;
      return {
        pass: found.length > 0,
        message: () =>
          found.length > 0
            ? `${log} has ${wanted}, which it should not have:\n${listed(found)}`
            : `${log} has no ${wanted}. ${has(named.length > 0 ? named : read.signals)}`,
      };
    },
    async toHaveRootCause(log, name) {
      const read = await readLog(eventsOf, log);
      const found = read.roots.filter((root) => root.signal === name || root.error_type === name);
      return {
        pass: found.length > 0,
        message: () =>
          found.length > 0
            ? `${log} fails by ${name}, which it should not do:\n${listed(found)}`
            : `${log} does not fail by ${name}. ${failed(read)}`,
      };
    },
  };
}

/** With `.not`, what no signal can tell would be right for ever. */
function refuseUnknown(telling: SignalTelling): void {
  const unknown = Object.keys(telling).filter((key) => !SIGNAL_KEYS.includes(key));
  if (unknown.length > 0)
    throw new ArgumentError(`no signal tells ${unknown.join(', ')}; what can be told is ${SIGNAL_KEYS.join(', ')}`);
}

/** At the top and in `fields` only what is named counts. */
function tells(signal: SignalTold, { fields, ...telling }: SignalTelling, equals: MatcherContext['equals']): boolean {
  const within = (whole: object, part: object) =>
    Object.entries(part).every(([key, value]) => equals((whole as Record<string, unknown>)[key], value));
  return within(signal, telling) && (fields === undefined || within(signal.fields, Object(fields) as object));
}

const has = (signals: readonly SignalTold[]): string =>
  signals.length === 0 ? 'It has no signal at all.' : `It has:\n${listed(signals)}`;

const failed = ({ roots, signals }: ReadLog): string =>
  roots.length === 0 ? `It does not fail. ${has(signals)}` : `It fails by:\n${listed(roots)}`;

/** More than these help nobody who reads why a test fails. */
const SHOWN = 20;

function listed(signals: readonly Pick<SignalTold, 'signal' | 'error_type' | 'source' | 'line' | 'text'>[]): string {
  const lines = signals.slice(0, SHOWN).map((signal) => `  ${placeText(signal)}`);
  return signals.length <= SHOWN ? lines.join('\n') : [...lines, `  … ${signals.length - SHOWN} more`].join('\n');
}

const shown = (telling: SignalTelling): string =>
  JSON.stringify(telling, (_, value: unknown) =>
    value instanceof Object && 'asymmetricMatch' in value ? String(value) : value,
  );
