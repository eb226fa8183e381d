import * as promises from 'node:fs/promises';
import { type Copied, copyCheckpoint } from '../../checkpoint/copy.js';
import type { Checkpoint } from '../../checkpoint/types.js';
import type { Journal } from '../journal.js';
import type { CopyOptions, RunContext } from '../options.js';
import { sessionOf } from '../session-of.js';
import { type MadeCopy, notKept, withCopy } from './copies-state.js';
import { writeSessionState } from './session-files.js';

const KEEP = 3;

/**
 * Copies a checkpoint of the run to where its copies are, remembers it, says beside it what a next session has to know, and
 * deletes those of its own that are not kept any more.
 *
 * @throws CopyError which side failed; the abort's reason.
 */
export async function keepCopy(
  run: RunContext & { readonly copies: CopyOptions },
  journal: Journal,
  checkpoint: Checkpoint,
  abort: AbortSignal,
): Promise<Copied> {
  const { copies, deps } = run;
  const copied = await copyCheckpoint(checkpoint, copies.to, { abort });
  const { step, healthy, path: of, mtime: written } = checkpoint;
  const copy: MadeCopy = {
    ...{ path: copied.path, of, written },
    ...(step === undefined ? {} : { step }),
    ...(healthy === undefined ? {} : { healthy }),
  };
  const told = journal.snapshot.copies?.trouble;
  journal.commit({ copies: withCopy(journal.snapshot.copies, copy, deps.now()) }, { durable: true });
  if (told !== undefined) journal.notice(`Copies to ${copies.to} go on: ${copied.path} is whole.`);
  await prune(run, journal);
  const { made } = journal.snapshot.copies ?? { made: [copy] };
  await writeSessionState(copies.to, {
    ...{ run_id: run.run_id, newest: copy, made, now: deps.now() },
    ...sessionOf(run, journal.snapshot),
  }).catch((error: Error) => {
    // The copy stands: what is said beside it is for people, and for what is deleted by a later session.
    if (told === undefined)
      journal.notice(`What stands beside the copies in ${copies.to} could not be written: ${error.message}.`);
  });
  return copied;
}

async function prune({ copies }: RunContext, journal: Journal): Promise<void> {
  const { copies: state, start } = journal.snapshot;
  const going = notKept(state?.made ?? [], copies?.keep ?? KEEP, start.resume_from);
  if (state === undefined || going.length === 0) return;
  // One that can't be deleted now is left: it is known no more, and a person may.
  const { made } = state;
  journal.commit({ copies: { ...state, made: made.filter((one) => !going.includes(one)) } });
  for (const { path } of going) {
    await promises.rm(path, { recursive: true, force: true }).catch(() => {});
    await promises.rm(`${path}.json`, { force: true }).catch(() => {});
  }
}
