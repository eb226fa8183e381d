import type { Json } from '@sigwatch/core';
import { type Found, isMapping, type Reader } from '../reader.js';
import type { Imported } from '../types.js';

const NOT_RULES = [
  'activeDeadlineSeconds',
  'cleanPodPolicy',
  'faultDeadlineSeconds',
  'startupDeadlineSeconds',
  'suspend',
  'ttlSecondsAfterFinished',
] as const;
const KEYS = ['jobMaxRetryCount', 'restartPolicy', 'logMonitoringConfiguration', ...NOT_RULES] as const;
const RESTARTS = ['numRestartBeforeFullJobRestart', 'evalPeriodSeconds', 'maxFullJobRestarts'] as const;

/** What `runPolicy` holds: the list of rules, and what becomes of its limits. */
export function readRunPolicy(
  reader: Reader,
  at: Found,
): { readonly rules: Found | undefined; readonly restart: Imported['restart'] } {
  const found = reader.keys(at, KEYS);
  reader.leftOut(NOT_RULES.flatMap((key) => (found[key] === undefined ? [] : [found[key].path])));
  const most = mostRestarts(reader, found.jobMaxRetryCount, found.restartPolicy);
  return {
    rules: found.logMonitoringConfiguration,
    restart: {
      comments: most.comments,
      policies: ['crash', 'stall'].map((mode) => ({ mode, implementation: always(most.count) })),
    },
  };
}

/** HyperPod restarts whatever failed, knows no exit code that asks for none, and does not wait for longer each time. */
const always = (count: number | undefined): { [key: string]: Json } => ({
  class_name: 'AlwaysRestartPolicy',
  ...(count === undefined ? {} : { max_retries: count }),
  no_restart_exit_codes: [],
  backoff: { initial: '5s', factor: 1, jitter: 0 },
});

function mostRestarts(
  reader: Reader,
  retries: Found | undefined,
  policy: Found | undefined,
): { readonly count?: number; readonly comments: readonly string[] } {
  const count = reader.whole(retries, 0);
  const found = policy === undefined || !isMapping(policy.value) ? {} : reader.keys(policy, RESTARTS);
  const before = reader.whole(found.numRestartBeforeFullJobRestart, 0);
  const full = reader.whole(found.maxFullJobRestarts, 0);
  const period = reader.whole(found.evalPeriodSeconds, 0);
  if (policy !== undefined)
    reader.say(
      'no_equivalent',
      policy.path,
      'restarts of processes and of the whole job are one here, and are not counted anew after `evalPeriodSeconds`',
      'Look whether `max_retries` is what you want; `reset_after: { steps: N }` gives it back for progress.',
    );
  const window = before === undefined || full === undefined ? undefined : (before + 1) * full + before;
  const each = [
    ...(window === undefined || period === undefined
      ? []
      : [
          `HyperPod allows ${window} restarts in ${period} seconds: ${before} of processes before each of ${full} of the job, and ${before} after the last.`,
        ]),
  ];
  const counted = 'Each mode has a budget of its own here; there crashes, hangs and slow jobs share one.';
  const limit = count ?? window;
  if (limit !== undefined) return { count: limit, comments: [...each, counted] };
  return {
    comments: [...each, 'The file names no number of restarts, so that the default holds, which is 3.', counted],
  };
}
