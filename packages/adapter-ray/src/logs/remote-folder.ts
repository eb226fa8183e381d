import { join } from 'node:path';
import { mirroredSource } from '@sigwatch/core';
import { type ClusterNode, workerLogsOn } from './nodes.js';
import { type Reaching, rawLog } from './raw-log.js';
import { rotatedLog } from './rotated-log.js';
import { ask } from './server.js';
import { statePath } from './state-log.js';
import { shortName } from './worker-name.js';
import type { WorkerFolder } from './workers.js';

/** So many bytes of a log are looked into. */
export const BEGINNING = 8_192;

export interface RemoteFolderOptions {
  readonly reaching: Reaching;
  readonly node: ClusterNode;
  /** Address of the node's agent. */
  readonly agent: string | undefined;
  /** What the ids of its logs begin with: `ray:sub`. */
  readonly job: string;
  /** Where the copies of the job's logs lie. */
  readonly copies: string;
}

/** The logs of workers on one node of the cluster. */
export function remoteFolder({ reaching, node, agent, job, copies }: RemoteFolderOptions): WorkerFolder {
  const { server, deps } = reaching;
  return {
    key: node.id,
    list: (abort) => workerLogsOn(server, node.id, abort),
    async beginning(name, abort) {
      const { chunks } = await ask(server, statePath('file', { node: node.id, name }, -1), { abort });
      let bytes: Buffer = Buffer.alloc(0);
      for await (const chunk of chunks) {
        bytes = Buffer.concat([bytes, chunk]);
        if (bytes.length >= BEGINNING) break;
      }
      return bytes;
    },
    source(log) {
      // Two nodes may have one address, one after the other or on one machine.
      const path = join(copies, encodeURIComponent(`${node.ip}~${node.id}`), log.name);
      const remote = rotatedLog({
        remote: rawLog(reaching, { node: node.id, name: log.name, agent }, false),
        copy: path,
      });
      return mirroredSource({ id: `${job}/${node.ip}/${shortName(log)}`, path, remote, deps });
    },
  };
}

/** All nodes' agents listen on the port of the one that is known: Ray has one for the cluster. */
export function agentOf(known: string | undefined, ip: string): string | undefined {
  if (known === undefined || !URL.canParse(known)) return undefined;
  const { protocol, port } = new URL(known);
  return `${protocol}//${ip.includes(':') ? `[${ip}]` : ip}:${port}`;
}
