import { lastJudged, recordedEngine } from '../../replay/record.js';
import { digestsOf, wordOf } from '../../replay/rules-digest.js';
import type { attemptOperator } from '../../run/attempt.js';
import type { Journal } from '../journal.js';
import type { RunContext } from '../options.js';
import { differenceOf, isSame } from './difference.js';
import type { TakenRules } from './take-rules.js';

interface RulesBefore {
  /** What an earlier life judged by: what it has learnt and not written follows from that. Undefined where a plugin of its is no longer there. */
  readonly engine: ReturnType<typeof attemptOperator> | undefined;
  readonly taken: TakenRules;
}

/** What is to be taken up where an earlier life judged the run by other rules than those that are loaded now; undefined where they are the same. */
export function rulesBefore(run: RunContext, journal: Journal): RulesBefore | undefined {
  const { rules, phase } = journal.snapshot;
  const { store, run_id, registry } = run;
  if (rules === undefined || phase === 'ended' || phase === 'stopping') return undefined;
  const now = digestsOf(run);
  if (rules === wordOf(now)) return undefined;
  const last = lastJudged(store.record(run_id));
  if (last?.digests === undefined) return undefined;
  const difference = differenceOf(last.digests, now);
  if (isSame(difference)) return undefined;
  return {
    engine: engineOf(() => recordedEngine(last, registry)),
    taken: { made: run, difference, later: [], by: 'restart', commands: [] },
  };
}

function engineOf<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
