import type { ClusterUse } from '@sigwatch/core';
import { UnansweredError } from '@sigwatch/core';
import { askValue } from './ask.js';
import type { Ray } from './client.js';
import { type Fields, fieldsOf, listOf, numberOf, textOf } from './json.js';

/**
 * What the cluster has and what of it is taken, by the autoscaler's report, which every head writes each few seconds; and
 * which nodes are dead, by the state API. Rejects when either can't be asked.
 */
export async function clusterUse(ray: Ray, abort: AbortSignal): Promise<ClusterUse> {
  const [status, nodes] = await Promise.all([
    askValue(ray, { method: 'GET', path: '/api/cluster_status' }, abort),
    askValue(ray, { method: 'GET', path: '/api/v0/nodes?detail=1&limit=10000' }, abort),
  ]);
  const listed = listOf(fieldsOf(fieldsOf(fieldsOf(nodes)?.data)?.result)?.result);
  const rows = listed.map(fieldsOf).filter((row): row is Fields => row !== undefined);
  if (rows.length === 0) throw new UnansweredError('Ray tells of no node');
  const told = fieldsOf(fieldsOf(fieldsOf(status)?.data)?.clusterStatus);
  const metrics = fieldsOf(told?.loadMetricsReport);
  const usage = fieldsOf(metrics?.usage);
  // A head that has just begun has none yet, and one without a monitor never: how much is taken is not known then.
  if (usage === undefined) throw new UnansweredError('Ray has no report of what of its resources is taken');
  return {
    gpus: resource(usage, 'GPU'),
    cpus: resource(usage, 'CPU'),
    pending: [...listOf(metrics?.resourceDemand), ...listOf(metrics?.pgDemand)].flatMap(demandText),
    dead_nodes: rows.filter(({ state }) => state === 'DEAD').map(nodeText),
  };
}

function resource(usage: Fields, name: string): ClusterUse['gpus'] {
  const [used, total] = listOf(usage[name]);
  return { used: numberOf(used) ?? 0, total: numberOf(total) ?? 0 };
}

/** `[{CPU: 2}, 3]`, or that with the bundles of a placement group: `3 × CPU 2`. */
function demandText(demand: unknown): readonly string[] {
  const [what, count] = listOf(demand);
  const fields = fieldsOf(what);
  if (fields === undefined) return [];
  const bundles = listOf(fields.bundles);
  const wanted =
    bundles.length === 0
      ? shape(fields)
      : `placement group (${textOf(fields.strategy) ?? 'PACK'}) of ${bundles.map(bundleText).join(', ')}`;
  return [`${numberOf(count) ?? 1} × ${wanted}`];
}

function bundleText(bundle: unknown): string {
  const [what, count] = listOf(bundle);
  return `${numberOf(count) ?? 1} × ${shape(fieldsOf(what) ?? fieldsOf(bundle) ?? {})}`;
}

function shape(resources: Fields): string {
  const parts = Object.entries(resources).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
  // What only pins a task to a node says nothing of what is missing.
  const named = parts.filter(([name]) => !/^(node:|bundle)/.test(name));
  return (named.length === 0 ? parts : named).map(([name, amount]) => `${name} ${amount}`).join(' + ') || 'nothing';
}

function nodeText({ node_id, node_ip, state_message }: Fields): string {
  const name = textOf(node_ip) ?? textOf(node_id) ?? 'a node';
  const why = textOf(state_message)?.split('\n', 1)[0];
  return why === undefined ? name : `${name} (${why})`;
}
