import type { Incident, Json, Ledger } from '../contract.js';

export const emptyLedger: Ledger = { by_mode: {}, by_type: {}, total: 0, failures: [] };

const KEPT_FAILURES = 50;

/** What makes two failures the same one. */
const rootKey = (incident: Incident): string => `${incident.root.error_type ?? 'unknown'}/${incident.root.name}`;

const stepOf = (incident: Incident): number | 'unknown' =>
  incident.progress === 'unknown' ? 'unknown' : incident.progress.step;

/**
 * Gives the budget of the incident's mode back when this attempt has verified `steps` steps beyond the last failing one:
 * each mode has a policy of its own, and another's may give nothing back. Unknown progress gives nothing back.
 */
export function refund(ledger: Ledger, incident: Incident, steps: number | undefined): Ledger {
  const step = stepOf(incident);
  if (steps === undefined || step === 'unknown' || ledger.step_at_failure === undefined) return ledger;
  if (step < ledger.step_at_failure + steps) return ledger;
  const { [incident.mode]: spent = 0, ...by_mode } = ledger.by_mode;
  return { ...ledger, by_mode, by_type: {}, total: ledger.total - spent };
}

/** The ledger after a restart for this incident: counted by mode, by error type and in total; `overrides` are in force from then on. */
export function debit(ledger: Ledger, incident: Incident, attempt: number, overrides?: Json): Ledger {
  const type = incident.root.error_type ?? 'unknown';
  const step = stepOf(incident);
  const highest = step === 'unknown' ? ledger.step_at_failure : Math.max(step, ledger.step_at_failure ?? step);
  const now = overrides ?? ledger.overrides;
  return {
    by_mode: { ...ledger.by_mode, [incident.mode]: (ledger.by_mode[incident.mode] ?? 0) + 1 },
    by_type: { ...ledger.by_type, [type]: (ledger.by_type[type] ?? 0) + 1 },
    total: ledger.total + 1,
    ...(highest === undefined ? {} : { step_at_failure: highest }),
    failures: [...ledger.failures, { root: rootKey(incident), error_type: type, step, attempt }].slice(-KEPT_FAILURES),
    ...(now === undefined ? {} : { overrides: now }),
  };
}

/** How often in a row, this one included, the run has failed of the same root without a step beyond. An unknown step never equals another. */
export function sameInARow(ledger: Ledger, incident: Incident): number {
  const step = stepOf(incident);
  if (step === 'unknown') return 1;
  let count = 1;
  for (const failure of [...ledger.failures].reverse()) {
    if (failure.root !== rootKey(incident) || failure.step === 'unknown' || step > failure.step) break;
    count += 1;
  }
  return count;
}
