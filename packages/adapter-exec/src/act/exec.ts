import { type Executed, eachNode, type JobRef } from '@sigwatch/core';
import { behind, type Prefix, prefixOf } from '../ask/other-side.js';
import { troubleOf, unansweredTrouble } from '../ask/trouble.js';
import type { ExecDeps } from '../exec-adapter.js';
import { execScript, STARTED } from '../script/exec.js';
import { namedJob } from './named.js';

/** Bytes of output that are kept of one node. */
const KEPT = 256 * 1024;
/** ms. The caller's `abort` is what bounds it. */
const LONGEST = 3_600_000;

interface Place {
  readonly node: string;
  readonly prefix: Prefix;
}

interface Ran {
  readonly executed: Executed;
  /** Why it could not be started. */
  readonly trouble?: unknown;
}

/**
 * Runs a command once on each node. What was put out before `abort` counts. Rejects when it could be started on none, with
 * what that means.
 */
export async function exec(
  deps: ExecDeps,
  job: JobRef,
  command: readonly string[],
  abort: AbortSignal,
): Promise<readonly Executed[]> {
  abort.throwIfAborted();
  const results = await eachNode(placesOf(deps, job), (place) => onNode(deps, place, command, abort));
  const failed = results.find(({ trouble }) => trouble !== undefined);
  if (failed !== undefined && results.every(({ trouble }) => trouble !== undefined)) throw failed.trouble;
  return results
    .map(({ executed }) => executed)
    .sort((one, other) => (one.node < other.node ? -1 : Number(one.node > other.node)));
}

function placesOf({ settings }: ExecDeps, job: JobRef): readonly Place[] {
  const { nodes = [], prefix, shells } = settings;
  if (nodes.length === 0) return [{ node: namedJob(job).claim.place.host, prefix: prefixOf(prefix, shells) }];
  return nodes.map((one) => ({ node: one.node, prefix: prefixOf(one.prefix, one.shells) }));
}

async function onNode(
  { run }: ExecDeps,
  { node, prefix }: Place,
  command: readonly string[],
  abort: AbortSignal,
): Promise<Ran> {
  if (abort.aborted) return { executed: { node, output: '' } };
  const parts: Uint8Array[] = [];
  let size = 0;
  const heard = (bytes: Uint8Array): void => {
    const part = bytes.subarray(0, KEPT + STARTED.length - size);
    size += part.length;
    if (part.length > 0) parts.push(part);
  };
  /** Undefined when it was not started. */
  const output = (): string | undefined => {
    const all = Buffer.concat(parts);
    const begin = all.indexOf(STARTED);
    return begin < 0 ? undefined : all.toString('utf8', begin + STARTED.length);
  };
  try {
    const argv = behind(prefix, ['sh', '-c', execScript, 'sh', ...command]);
    const answer = await run({ argv, timeout: LONGEST, heard }, abort);
    const text = output();
    if (text !== undefined) return { executed: { node, output: text, exit_code: answer.exitCode } };
    const trouble = troubleOf(prefix.words, answer);
    return { executed: { node, output: trouble.message }, trouble };
  } catch (error) {
    const text = output();
    if (text !== undefined || abort.aborted) return { executed: { node, output: text ?? '' } };
    const trouble = unansweredTrouble(prefix.words, error);
    return { executed: { node, output: (trouble as Error).message }, trouble };
  }
}
