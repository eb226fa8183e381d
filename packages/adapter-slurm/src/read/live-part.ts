import { finalStates, type JobState } from '@sigwatch/core';
import { handByQueue } from './ended-by.js';
import type { Evidence } from './evidence.js';
import { type ExitStatus, failedExit } from './exit-status.js';
import { detailed, type Part } from './fold.js';
import type { LiveJob } from './squeue.js';
import { endDetail, meaningOf, waitDetail } from './states.js';

/** What a row of squeue says of its job; undefined for a state that no known version has. */
export function livePart(row: LiveJob, evidence: Evidence): Part | undefined {
  const meaning = meaningOf(row.state);
  if (meaning === undefined) return undefined;
  const { state } = meaning;
  const nodes = row.nodes.length > 0 ? { nodes: row.nodes } : {};
  if (!finalStates.has(state)) return { state, ...aliveFacts(row, state, meaning.detail), ...nodes };
  const by = state === 'cancelled' ? handByQueue(row, evidence) : undefined;
  const exit: ExitStatus = state === 'succeeded' ? { exit_code: 0 } : failedExit(row.state, row.exit);
  return {
    state,
    ...exit,
    ...(state === 'succeeded' ? {} : { reason: row.state }),
    ...detailed(meaning.detail ?? endDetail(row.reason, exit.signal)),
    // One that was cancelled while it waited is said to have started then.
    ...(row.started === undefined || row.nodes.length === 0 ? {} : { started_at: row.started }),
    ...(row.ends === undefined ? {} : { ended_at: row.ends }),
    ...nodes,
    ...(by === undefined ? {} : { ended_by: by }),
  };
}

function aliveFacts(row: LiveJob, state: JobState, told: string | undefined): Partial<Part> {
  if (state === 'pending') {
    const said = row.reason === 'None' ? {} : { reason: row.reason };
    return { ...said, ...detailed(told ?? waitDetail(row.reason)) };
  }
  return {
    ...detailed(told),
    ...(row.started === undefined ? {} : { started_at: row.started }),
    // While it is suspended its limit does not come nearer.
    ...(row.ends === undefined || state !== 'running' ? {} : { ends_at: row.ends }),
  };
}
