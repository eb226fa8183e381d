import type { Millis, RunState } from '@sigwatch/core';
import type { Answers } from '../answers.js';
import type { Memory } from '../memory.js';
import type { Verdict } from '../verdict.js';

/** What is remembered of one run from poll to poll, and over restarts of sigwatch. Json. */
export interface FleetRun {
  readonly memory: Memory;
  /** As it was told, or found at the first look; `pending` before anything could be told of it. */
  readonly state: RunState;
  /** How often the training was seen to begin, from 1 on. */
  readonly attempt: number;
  /** When it last began, by the clock of who wrote it; null where it never told. */
  readonly began: Millis | null;
  /** How many looks in a row were not answered. */
  readonly unread?: number;
  /** How many listings in a row did not have it. */
  readonly missing?: number;
  /** That it is gone was told, or need not be. */
  readonly gone?: true;
}

export interface FleetState {
  /** When a listing was first answered; undefined before. */
  readonly began?: Millis;
  /** The last listing was not answered, and that was told. */
  readonly unlisted?: true;
  readonly runs: ReadonlyMap<string, FleetRun>;
}

export const newFleet: FleetState = { runs: new Map() };

/** What one poll brought of one run. */
export interface RunLook {
  readonly answers: Answers;
  /** When anything of it was last written, by the store's clock. */
  readonly written: Millis;
}

/** What one poll brought, as of `at`. Nothing follows for any run where the listing was not answered. */
export type FleetLook = { readonly at: Millis } & (
  | { readonly unlisted: string }
  | { readonly runs: ReadonlyMap<string, RunLook> }
);

/** What is to be told. */
export type FleetNews =
  | {
      readonly kind: 'changed';
      readonly run: string;
      readonly attempt: number;
      readonly from: RunState;
      readonly to: RunState;
      readonly verdict: Verdict;
    }
  /** Its training has begun anew; how it stands now, where that is another state, is told behind it. */
  | { readonly kind: 'began_anew'; readonly run: string; readonly attempt: number }
  | { readonly kind: 'gone'; readonly run: string; readonly attempt: number; readonly state: RunState }
  /** What should be in its files and is not, or can't be read as it is there: said once each. */
  | { readonly kind: 'noticed'; readonly run: string; readonly attempt: number; readonly text: string }
  /** Runs that can't be asked. `why`: of the first of them. */
  | { readonly kind: 'unread'; readonly runs: readonly string[]; readonly why: string }
  | { readonly kind: 'unlisted'; readonly why: string }
  | { readonly kind: 'listed' };
