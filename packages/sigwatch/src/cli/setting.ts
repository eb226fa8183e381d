import { duration, type Monitor, type PolicySet } from '@sigwatch/core';
import { loadRules, type RuleNames } from '../rules.js';
import { UsageError } from './problem.js';

type Options = Readonly<Record<string, unknown>>;

/** Rules and policy as the flags name them. */
export function rulesOf(options: Options): { monitor: Monitor; policy?: PolicySet } {
  return loadRules(options as RuleNames);
}

/** `--timeout 90s`: ms. */
export function timeoutOf(options: Options): { timeout?: number } {
  if (options.timeout === undefined) return {};
  const timeout = duration(options.timeout as string);
  if (timeout === undefined)
    throw new UsageError(`--timeout ${String(options.timeout)}: give seconds, or a duration such as 90s, 30m or 2h`);
  return { timeout };
}
