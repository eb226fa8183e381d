import { UnansweredError } from '@sigwatch/core';
import { askValue } from './ask.js';
import type { Ray } from './client.js';
import { fieldsOf, listOf, textOf } from './json.js';

/** Who answers. */
export interface Server {
  /** Of Ray, such as `2.60.0`. */
  readonly version: string;
  /** Name of the cluster's session: another one is another cluster, which knows nothing of the jobs of this one. */
  readonly session: string;
}

/** Asks who answers now. Rejects as `ask` does, and where it is older than 2.9. */
export async function serverNow(ray: Ray, abort: AbortSignal): Promise<Server> {
  const told = fieldsOf(await askValue(ray, { method: 'GET', path: '/api/version' }, abort));
  const version = textOf(told?.ray_version);
  if (version === undefined)
    throw new UnansweredError('GET /api/version was answered with something that is not of Ray');
  if (!isAtLeast(version, 2, 9)) throw new Error(`Ray ${version} is too old: sigwatch works with Ray 2.9 and later.`);
  return { version, session: textOf(told?.session_name) ?? (await sessionOfNodes(ray, abort)) };
}

/** Of servers that do not tell it beside their version: Ray 2.9 does not. All nodes have their sockets in its folder. */
async function sessionOfNodes(ray: Ray, abort: AbortSignal): Promise<string> {
  const told = fieldsOf(await askValue(ray, { method: 'GET', path: '/nodes?view=summary' }, abort));
  const nodes = listOf(fieldsOf(told?.data)?.summary).map((node) => fieldsOf(fieldsOf(node)?.raylet) ?? {});
  const alive = nodes.filter(({ state }) => state === undefined || state === 'ALIVE');
  const paths = alive.flatMap((raylet) => [
    textOf(raylet.rayletSocketName) ?? '',
    textOf(raylet.objectStoreSocketName) ?? '',
  ]);
  const session = paths
    .map((path) => /\/(session_[\w-]+)\/sockets\//.exec(path)?.[1])
    .find((name) => name !== undefined);
  if (session === undefined)
    throw new UnansweredError('Ray does not tell which session its cluster has: no node is alive yet');
  return session;
}

/** Versions of builds (`2.60.0.dev0`, `3.0.0rc1`) count as what they lead to. */
export function isAtLeast(version: string, major: number, minor: number): boolean {
  const [, first = '', second = ''] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(first) > major || (Number(first) === major && Number(second) >= minor);
}
