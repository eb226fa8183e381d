import type { Checkpoint } from '../../checkpoint/types.js';
import type { Millis } from '../../contract.js';

/** A copy that sigwatch has made of this run. Json; part of the snapshot. */
export interface MadeCopy {
  /** The copy. */
  readonly path: string;
  /** What it is a copy of; missing of one that an earlier session made. */
  readonly of?: string;
  /** When the newest file of that was written. */
  readonly written?: Millis;
  readonly step?: number;
  /** What the program said of itself as it wrote it. */
  readonly healthy?: boolean;
}

/** What is remembered of the copies of a run. */
export interface CopiesState {
  /** The oldest first; those that were deleted are no part of it. */
  readonly made: readonly MadeCopy[];
  /** When the last one was verified. */
  readonly at?: Millis;
  /** Why there is none of what is newest; people were told. */
  readonly trouble?: string;
}

/** With one more, which replaces the one that stood in its place. */
export function withCopy(state: CopiesState | undefined, copy: MadeCopy, at: Millis): CopiesState {
  const others = (state?.made ?? []).filter(({ path }) => path !== copy.path);
  return { made: [...others, copy], at };
}

/** The copy of this very state of the checkpoint. */
export const copyOf = (state: CopiesState | undefined, { path, mtime }: Checkpoint): MadeCopy | undefined =>
  state?.made.find(({ of, written }) => of === path && written === mtime);

/** Which are not kept any more: all but the last `keep` and, of those that the program called healthy, the last one. */
export function notKept(made: readonly MadeCopy[], keep: number, used?: string): readonly MadeCopy[] {
  const healthy = made.findLast((one) => one.healthy === true);
  return made.slice(0, Math.max(0, made.length - keep)).filter((one) => one !== healthy && one.path !== used);
}
