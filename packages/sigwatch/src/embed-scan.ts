import {
  ArgumentError,
  compileRules,
  type HitSignals,
  hitSignals,
  type Signal,
  systemDeps,
  UnansweredError,
} from '@sigwatch/core';
import { Common } from './common.js';
import { checkedLogs } from './embed-arguments.js';
import { listOf, type RuleOptions, settingsOf } from './embed-options.js';
import { sourcesOf } from './logs.js';
import { hitsInTurn } from './scan/hits-in-turn.js';
import { isPrinted } from './scan/printer.js';
import { beside } from './scan/workers.js';
import { rulesOf } from './settings/rules-of.js';
import type { LogWorldOptions } from './world.js';

/** What `scan` takes. A policy has no say in it. */
export interface ScanOptions extends Omit<RuleOptions, 'restart'>, Pick<LogWorldOptions, 'fs'> {
  /** `true`: with what is no failure: progress, checkpoints, and lines that only count for an operator. Default: false, errors and warnings alone. */
  readonly all?: boolean;
  /** Threads that search while this one reads on. Default: none, so that this one does both. */
  readonly workers?: number;
}

/**
 * Every line of finished logs that a rule hits, as `sigwatch scan` finds it: in order, with its place and its fields. Nothing
 * is judged: no incident, no state, no decision. A signal has the time that its line states, else that of the one before it in
 * its log, else the time of reading. Throws at once when rules or options can't be used; the iteration with an `ArgumentError`
 * where no log is there, with an `UnansweredError` when one can't be read, after what was read of it, and with the reason of
 * `signal`.
 */
export function scan(logs: string | readonly string[], options: ScanOptions = {}): AsyncIterable<Signal> {
  const paths = checkedLogs(listOf(logs));
  const { rules } = rulesOf(settingsOf(options)).monitor;
  return scanned(
    paths,
    rules.filter(({ internal }) => !internal),
    options,
  );
}

async function* scanned(
  paths: readonly string[],
  rules: Parameters<typeof compileRules>[0],
  { all = false, workers = 0, fs, signal: abort = new AbortController().signal }: ScanOptions,
): AsyncGenerator<Signal, void> {
  abort.throwIfAborted();
  const sources = await sourcesOf(paths, new Common(systemDeps, fs));
  if (sources.length === 0) throw new ArgumentError(`no log matches ${paths.join(' ')}`);
  const isShown = isPrinted({ all, jsonl: false, countsOnly: false });
  const how = {
    ...{ rules, matcher: compileRules(rules, { checked: true }), workers: beside(workers), abort },
    threadless: () => undefined,
  };
  let signals: HitSignals | undefined;
  for await (const { source, hits, error } of hitsInTurn(sources, how)) {
    abort.throwIfAborted();
    if (signals?.source !== source.id) signals = hitSignals(source.id);
    yield* signals.of(
      hits.filter(({ rule }) => isShown(rule)),
      systemDeps.now(),
    );
    abort.throwIfAborted();
    if (error !== undefined)
      throw new UnansweredError(`${source.id} can't be read: ${error.message}`, { cause: error });
  }
  abort.throwIfAborted();
}
