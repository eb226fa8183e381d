import { hostname } from 'node:os';
import { type Executed, eachNode } from '@sigwatch/core';
import { execa } from 'execa';
import { isLoopback } from './address.js';
import type { RayDeps } from './ray-deps.js';

/** Bytes of output that are kept of one node. */
const KEPT = 256 * 1024;

interface Place {
  readonly node: string;
  readonly prefix: readonly string[];
}

/** How commands are run on the nodes of the cluster; none where nobody has said how, and the head is not this machine. */
export function placesOf({ settings, connection }: Pick<RayDeps, 'settings' | 'connection'>): readonly Place[] {
  if (settings.exec !== undefined) return settings.exec;
  return isLoopback(connection.address) ? [{ node: hostname(), prefix: [] }] : [];
}

/**
 * Runs a command, which no shell reads here, once through each prefix. What was put out before `abort` counts. Rejects
 * where it could be started on no node.
 */
export async function exec(
  places: readonly Place[],
  command: readonly string[],
  abort: AbortSignal,
): Promise<readonly Executed[]> {
  abort.throwIfAborted();
  const results = await eachNode(places, (place) => onNode(place, command, abort));
  const failed = results.find((result) => result.failed !== undefined);
  if (failed !== undefined && results.every((result) => result.failed !== undefined))
    throw new Error(`cannot run ${command[0]} on ${failed.node}: ${failed.failed}`);
  return results.map(({ failed: why, ...executed }) => (why === undefined ? executed : { ...executed, output: why }));
}

async function onNode(
  { node, prefix }: Place,
  command: readonly string[],
  abort: AbortSignal,
): Promise<Executed & { readonly failed?: string }> {
  const [file = '', ...args] = [...prefix, ...command];
  if (abort.aborted) return { node, output: '' };
  const running = execa(file, args, {
    ...{ stdin: 'ignore', reject: false, buffer: false, cancelSignal: abort, forceKillAfterDelay: 1_000 },
  });
  const parts: Buffer[] = [];
  let size = 0;
  const heard = (bytes: Buffer): void => {
    const part = bytes.subarray(0, KEPT - size);
    size += part.length;
    if (part.length > 0) parts.push(part);
  };
  for (const stream of [running.stdout, running.stderr]) stream?.on('data', heard);
  const { exitCode, originalMessage, code } = await running;
  const output = Buffer.concat(parts).toString('utf8');
  // Not found, not permitted: nothing was run. What a prefix says of a node it can't reach is its output.
  if (exitCode === undefined && code !== undefined && /^E(NOENT|ACCES|PERM|NOTDIR)$/.test(code))
    return { node, output, failed: originalMessage ?? code };
  return { node, output, ...(exitCode === undefined ? {} : { exit_code: exitCode }) };
}
