import { basename, dirname, join } from 'node:path';
import { type LatestOptions, type Search, searchCheckpoints } from '../../checkpoint/find.js';
import type { Journal } from '../journal.js';
import type { RunContext } from '../options.js';
import { earlierCopies } from './session-files.js';

/** Makes copies of an earlier session this run's own, once, so that they are gone on from and deleted in their turn. */
export async function takeEarlierCopies(run: RunContext, journal: Journal): Promise<void> {
  const { copies } = run;
  if (copies?.continues !== true || journal.snapshot.copies !== undefined) return;
  journal.commit({ copies: { made: await earlierCopies(copies.to) } });
}

/** Looks for a copy to go on from, within the limits that hold for `checkpoint_dir`; undefined where there can be none. */
export async function searchCopies(
  run: RunContext,
  journal: Journal,
  limitsIn: (folder: string) => Promise<LatestOptions>,
): Promise<Search | undefined> {
  const { copies, deps } = run;
  const made = journal.snapshot.copies?.made ?? [];
  if (copies === undefined || (made.length === 0 && copies.continues !== true)) return undefined;
  const { before, ...others } = await limitsIn(copies.to);
  const search = await searchCheckpoints(copies.to, {
    ...others,
    deps,
    // A copy is called as what it is a copy of.
    ...(before === undefined
      ? {}
      : { before: dirname(before) === copies.to ? before : join(copies.to, basename(before)) }),
    // Another run may have left some in that folder.
    ...(copies.continues ? {} : { only: new Set(made.map(({ path }) => path)) }),
  });
  // A folder in it is another run's.
  const isOurs = search.found === undefined || dirname(search.found.path) === copies.to;
  return isOurs && search.ambiguous === undefined ? search : { passed_over: [] };
}

/** What is gone on from: a copy only where `checkpoint_dir` holds no whole one that is as new. */
export function better(local: Search | undefined, copy: Search | undefined): Search | undefined {
  if (copy?.found === undefined) return local ?? copy;
  if (local?.found === undefined) return { ...copy, passed_over: [...(local?.passed_over ?? []), ...copy.passed_over] };
  const [own, other] = [local.found.step, copy.found.step];
  return own !== undefined && other !== undefined && other > own ? copy : local;
}
