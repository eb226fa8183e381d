import type { RunRecord, RunRecordAttempt, RunRecordDecision, RunRecordRecovery } from '@sigwatch/core';
import type { RecordsState } from './state.js';

/** What restarts tried beyond starting again, and whether the attempts after them came further. Pure. */
export function recoveriesOf({
  decisions,
  attempts,
}: Pick<RecordsState, 'decisions' | 'attempts'>): RunRecord['recoveries'] {
  const list = decisions.filter(isRecovery).map((one) => recovery(one, attempts));
  return {
    total: list.length,
    rollbacks: list.filter(({ rolled_back }) => rolled_back).length,
    changes: list.filter(({ overrides }) => overrides !== null).length,
    list,
  };
}

const isRecovery = ({ action, dry_run, resume, overrides, at_bound }: RunRecordDecision): boolean =>
  action === 'restart' && !dry_run && (resume === 'before_failure' || overrides !== null || at_bound.length > 0);

function recovery(decision: RunRecordDecision, attempts: readonly RunRecordAttempt[]): RunRecordRecovery {
  const { timestamp, attempt, error_type, resume, overrides, at_bound } = decision;
  const failed = attempts.find((one) => one.attempt === attempt);
  const next = attempts.find((one) => one.attempt === attempt + 1);
  const step = failed?.last_step ?? null;
  return {
    ...{ timestamp, attempt, step, error_type, overrides, at_bound },
    rolled_back: resume === 'before_failure',
    resume_from: next?.resume_from ?? null,
    outcome: outcomeOf(step, next, at_bound.length > 0),
  };
}

/** A setting that was changed proves nothing: only a step that the failed attempt had not made does. */
function outcomeOf(
  step: number | null,
  next: RunRecordAttempt | undefined,
  bound: boolean,
): RunRecordRecovery['outcome'] {
  if (step === null) return 'unknown';
  if ((next?.last_step ?? 0) > step) return 'further';
  if (bound) return 'at_bound';
  return next === undefined || next.end_time === null ? 'running' : 'no_further';
}
