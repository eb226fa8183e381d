import { duration, loadMonitors, loadPolicies, type Monitor, type PolicySet } from '@sigwatch/core';
import { shippedPacks } from '../packs.js';
import { UsageError } from './problem.js';

type Options = Readonly<Record<string, unknown>>;

/** Rules and policy as the flags name them. */
export function rulesOf(options: Options): { monitor: Monitor; policy?: PolicySet } {
  const where = { cwd: process.cwd(), packs: shippedPacks() };
  const monitor = loadMonitors((options.monitor as string[] | undefined) ?? ['default'], where);
  const policy = options.restart === undefined ? undefined : loadPolicies(options.restart as string, where);
  return policy === undefined ? { monitor } : { monitor, policy };
}

/** `--timeout 90s`: ms. */
export function timeoutOf(options: Options): { timeout?: number } {
  if (options.timeout === undefined) return {};
  const timeout = duration(options.timeout as string);
  if (timeout === undefined)
    throw new UsageError(`--timeout ${String(options.timeout)}: give seconds, or a duration such as 90s, 30m or 2h`);
  return { timeout };
}

/** A name for a run that nobody named: what it is, when it began, and enough to tell two apart. */
export function newRunId(name: string, now: Date, random: number): string {
  const stamp = now.toISOString().slice(0, 19).replaceAll('-', '').replaceAll(':', '').replace('T', '-');
  const base =
    name
      .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
      .replace(/^[.-]+/, '')
      .slice(0, 60) || 'run';
  return `${base}-${stamp}-${Math.floor(random * 36 ** 3)
    .toString(36)
    .padStart(3, '0')}`;
}
