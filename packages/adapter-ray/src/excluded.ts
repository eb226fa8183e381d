import type { JobSpec } from '@sigwatch/core';
import { askValue } from './ask.js';
import { type Fields, fieldsOf, listOf } from './json.js';
import type { RayDeps } from './ray-deps.js';
import { isAtLeast } from './version.js';

/** What Ray is asked, beside the rest of a submission, so that its driver is not put on a node. */
type Selector = { readonly entrypoint_label_selector?: Readonly<Record<string, string>> };

const NODE_ID = /^[0-9a-f]{8,63}$/;
/** Older servers refuse what they do not know. */
const SINCE = [2, 60] as const;

/**
 * Keeps the driver from the nodes that are to be left out, where this server can; of tasks and actors the program itself
 * says where they may run. What can't be done is told, once, and keeps nothing from being submitted.
 */
export async function excluded(
  deps: RayDeps,
  { exclude_nodes = [] }: Pick<JobSpec, 'exclude_nodes'>,
  version: string,
  abort: AbortSignal,
): Promise<Selector> {
  if (exclude_nodes.length === 0) return {};
  const names = exclude_nodes.join(', ');
  const tell = (sentence: string): Selector => {
    if (deps.notes.isNews(sentence)) deps.tell(sentence);
    return {};
  };
  if (!isAtLeast(version, ...SINCE))
    return tell(`Ray ${version} can't keep a job from nodes, so it may be put on ${names} again.`);
  const nodes = await aliveNodes(deps, abort).catch(() => undefined);
  abort.throwIfAborted();
  if (nodes === undefined) return tell(`Ray does not tell its nodes, so the job may be put on ${names} again.`);
  const bad = nodes.filter((node) => exclude_nodes.some((name) => namesOf(node).includes(name)));
  const actors = 'Where its tasks and actors run is said by the program alone.';
  // A driver that reserves nothing is put on the head, and would be moved from there by any other wish.
  const candidates = reserves(deps) ? nodes : nodes.filter(({ is_head_node }) => is_head_node === true);
  if (!bad.some((node) => candidates.includes(node)))
    return tell(`The driver of the job is not put on ${names} by Ray. ${actors}`);
  if (bad.length === nodes.length) return tell(`Ray has no other node than ${names}, so the job is put there again.`);
  tell(`The driver of the job is kept from ${names}. ${actors}`);
  return { entrypoint_label_selector: { 'ray.io/node-id': `!in(${bad.map(({ node_id }) => node_id).join(',')})` } };
}

async function aliveNodes({ ray }: RayDeps, abort: AbortSignal): Promise<readonly Fields[]> {
  const told = await askValue(ray, { method: 'GET', path: '/api/v0/nodes?detail=1&limit=10000' }, abort);
  const rows = listOf(fieldsOf(fieldsOf(fieldsOf(told)?.data)?.result)?.result).map((row) => fieldsOf(row) ?? {});
  return rows.filter(({ state, node_id }) => state === 'ALIVE' && NODE_ID.test(String(node_id)));
}

const namesOf = ({ node_id, node_ip, node_name }: Fields): readonly unknown[] => [node_id, node_ip, node_name];

function reserves({ settings }: RayDeps): boolean {
  const { entrypoint_num_cpus, entrypoint_num_gpus, entrypoint_memory, entrypoint_resources = {} } = settings;
  const amounts = [entrypoint_num_cpus, entrypoint_num_gpus, entrypoint_memory];
  return amounts.some((amount) => (amount ?? 0) > 0) || Object.keys(entrypoint_resources).length > 0;
}
