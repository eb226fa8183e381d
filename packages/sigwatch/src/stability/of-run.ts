import { type DeadlineReport, deadlineReport, type RunSummary, type StabilityReport } from '@sigwatch/core';
import { openStore } from '@sigwatch/store';
import { runOfJob } from '../cli/named-run.js';
import { stabilityOf } from './of-events.js';
import { stabilityReport } from './report.js';

/** A run that is kept here: how stable its steps are, where any told losses or gradients, and when its job ends, where that is known. */
export interface RunStability {
  readonly summary: RunSummary;
  readonly stability: StabilityReport | undefined;
  readonly deadline: DeadlineReport | undefined;
}

/** Of the run of this id, or of the newest that has or had this job; undefined where there is none here. */
export function stabilityOfRun(word: string, directory: string): RunStability | undefined {
  using store = openStore({ directory, readonly: true });
  const run_id = word.includes(':') ? runOfJob(store, word) : word;
  const stored = run_id === undefined ? undefined : store.load(run_id);
  if (stored === undefined) return undefined;
  const { summary } = stored;
  const deadline = deadlineReport(stored.snapshot, Date.now());
  const found = stabilityOf(store.events(summary.run_id));
  return { summary, deadline, stability: found && stabilityReport(summary.run_id, summary.state, found) };
}
