import { fieldsOf, listOf, textOf } from '../json.js';
import { askJson, type LogServer } from './server.js';

export interface ClusterNode {
  readonly id: string;
  readonly ip: string;
}

/** Those that are alive: of the others Ray tells no logs. Rejects when it can't be asked. */
export async function aliveNodes(server: LogServer, abort: AbortSignal): Promise<readonly ClusterNode[]> {
  const told = fieldsOf(await askJson(server, '/api/v0/nodes?limit=10000', abort));
  const nodes = listOf(fieldsOf(fieldsOf(told?.data)?.result)?.result).map((one) => fieldsOf(one) ?? {});
  return nodes.flatMap(({ node_id, node_ip, state }) => {
    const [id, ip] = [textOf(node_id), textOf(node_ip)];
    return state === 'ALIVE' && id !== undefined && ip !== undefined ? [{ id, ip }] : [];
  });
}

/** The names of the logs of workers on a node. Rejects when it can't be asked. */
export async function workerLogsOn(server: LogServer, node: string, abort: AbortSignal): Promise<readonly string[]> {
  const query = new URLSearchParams({ node_id: node, glob: 'worker-*' });
  const told = fieldsOf(fieldsOf(fieldsOf(await askJson(server, `/api/v0/logs?${query}`, abort))?.data)?.result);
  return Object.values(told ?? {}).flatMap((names) => listOf(names).flatMap((name) => textOf(name) ?? []));
}
