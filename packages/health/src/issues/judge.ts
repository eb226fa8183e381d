import type { HealthIssue } from '@sigwatch/core';
import { checkpointIssues } from './checkpoint-issues.js';
import { clusterIssues } from './cluster-issues.js';
import { deviceIssues, eccIssues } from './device-issues.js';
import type { Facts } from './facts.js';
import { isTransportWanted, transportIssues } from './transport-issues.js';
import { useIssues } from './use-issues.js';

export interface Judgement {
  readonly issues: HealthIssue[];
  readonly healthy: boolean | null;
}

const ALL = [deviceIssues, eccIssues, useIssues, transportIssues, clusterIssues, checkpointIssues];
const RANK = { fatal: 0, critical: 1, error: 2, warning: 3 } as const;

/** What is not as it should be, the worst first, and what follows of it. Pure. */
export function judge(facts: Facts): Judgement {
  const issues = ALL.flatMap((find) => find(facts)).sort((one, other) => RANK[one.severity] - RANK[other.severity]);
  const bad = issues.some(({ severity }) => severity !== 'warning');
  return { issues, healthy: bad ? false : isUnknown(facts) ? null : true };
}

/** Nothing bad was seen, and not all was seen that has to be: that is no word of health. */
function isUnknown(facts: Facts): boolean {
  const { gpu, efa, asked, nodes, job, cluster_error, checkpoint_error } = facts;
  if (!asked || nodes.length === 0 || gpu.unreadable > 0 || nodes.some(({ error }) => error !== undefined)) return true;
  // Whether idle GPUs are as they should be depends on the job.
  if (job === 'unknown' || cluster_error !== undefined || checkpoint_error !== undefined) return true;
  return efa.transport === 'unknown' && isTransportWanted(facts);
}
