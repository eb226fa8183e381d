import type { JobRef } from '@sigwatch/core';
import { ask } from '../read/ask.js';
import { type JobId, plainId } from '../read/identity.js';
import { parseDependency, repointed, waitsFor } from './dependency.js';
import { namedJob } from './job-rows.js';
import { act, complaint, type Writing } from './writing.js';

interface Dependent {
  readonly id: string;
  readonly dependency: string;
  readonly name: string;
}

/** Names the user's jobs that wait for the old one, and points them to the new one where that is wanted. */
export async function handOver(
  writing: Writing,
  from: JobRef,
  to: JobRef,
  repoint: boolean,
  abort: AbortSignal,
): Promise<readonly string[]> {
  if (from.id === to.id) return [];
  const [old, next] = [namedJob(from).id, namedJob(to).id];
  const sentences: string[] = [];
  for (const job of await waiting(writing)) {
    const dependency = parseDependency(job.dependency);
    if (dependency === undefined || !waitsFor(dependency, old)) continue;
    sentences.push(await told(writing, job, { old, next, wanted: repointed(dependency, old, next), repoint }, abort));
  }
  return sentences;
}

async function told(
  writing: Writing,
  job: Dependent,
  { old, next, wanted, repoint }: { old: JobId; next: JobId; wanted: string | undefined; repoint: boolean },
  abort: AbortSignal,
): Promise<string> {
  const who = `slurm:${job.id} (${job.name}) waits for slurm:${plainId(old)} by ${job.dependency}`;
  if (wanted === undefined)
    return `${who}, of which only a task goes on, as slurm:${plainId(next)}: point it there by hand if it is to wait for that.`;
  const command = `scontrol update jobid=${job.id} dependency=${wanted}`;
  if (!repoint) return `${who}, which slurm:${plainId(next)} goes on for. To point it there: ${command}`;
  const answer = await act(writing, 'scontrol', ['update', `jobid=${job.id}`, `dependency=${wanted}`], abort);
  // Of an array some tasks may have ended, which scontrol complains of although it changed the others.
  const after = (await waiting(writing)).find(({ id }) => id === job.id);
  const stays = after !== undefined && stillWaits(after.dependency, old);
  if (answer.exitCode !== 0 && stays)
    return `${who} and could not be pointed to slurm:${plainId(next)}: ${complaint(answer)}. To try again: ${command}`;
  return `slurm:${job.id} (${job.name}) waited for slurm:${plainId(old)} and now waits for slurm:${plainId(next)}: ${wanted}`;
}

function stillWaits(text: string, old: JobId): boolean {
  const dependency = parseDependency(text);
  return dependency !== undefined && waitsFor(dependency, old);
}

const FIELD = '\x1f';
const ROW = '\x1e';

/** Pending jobs of the user that depend on others. Tasks of an array wait together, and are changed together. */
async function waiting({ poller }: Writing): Promise<readonly Dependent[]> {
  const format = [`JobArrayID:0${FIELD}`, `Dependency:0${FIELD}`, `Name:0${ROW}`].join(',');
  const text = await ask(poller, 'squeue', ['-h', '-a', '-t', 'PENDING', '-u', poller.user, '-O', format]);
  return text.split(ROW).flatMap((row) => {
    const [shown, dependency, name] = row.split(FIELD);
    const id = /(\d+(?:_\d+)?)(?:_\[[^\]]*\]|\+\d+)?\s*$/.exec(shown ?? '')?.[1];
    return id === undefined || dependency === undefined || name === undefined ? [] : [{ id, dependency, name }];
  });
}
