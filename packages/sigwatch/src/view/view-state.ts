import type { Place } from './format.js';

/** So many steps are remembered for the speed. */
export const RECENT = 30;

/** Of a state that nobody else has yet. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** How a signal that keeps coming is folded. Times are ms since the epoch. */
export interface Fold {
  readonly count: number;
  /** How many of them a line has told of. */
  readonly told: number;
  readonly last: number;
  /** Its first line was told of under another name, so that nobody has read this one yet. */
  readonly unread?: true;
  /** When the fold is told of next while it goes on, and how long it waits after that. */
  readonly tell_at: number;
  readonly tell_every: number;
  readonly name: string;
  readonly tone: 'warn' | 'bad' | 'dim' | 'good';
}

export interface ViewOptions extends Place {
  /** Shortest time between two progress lines, in ms. */
  readonly progress_every: number;
  /** The same as a share of how long the run has been shown, by its own clock: lines get fewer, the longer a log is that is read at once. */
  readonly progress_share: number;
  /** Where the run's record is; shown at the end. */
  readonly record?: string;
  /** Words stand for symbols. */
  readonly plain?: boolean;
  /** The run's job before the first event that is shown. */
  readonly job_before?: string;
}

/** What a line of progress tells, but for what follows from times. */
export interface ToldProgress {
  readonly step?: number;
  readonly total?: number;
  readonly loss?: number | string;
}

/** Everything that the view remembers between events. Json. */
export interface ViewState {
  readonly options: ViewOptions;
  readonly run_id: string;
  readonly name: string;
  /** When the first event came. */
  readonly began?: number;
  readonly state: string;
  /** What is run, and by which rules, was told. */
  readonly introduced: boolean;
  readonly attempt: number;
  /** The job of this attempt, once it has one. */
  readonly job?: string;
  readonly attempt_started?: number;
  readonly ended: boolean;
  readonly step?: number;
  readonly total?: number;
  readonly epoch?: number;
  readonly loss?: number | string;
  readonly step_time?: number;
  /** Recent steps of this attempt, the oldest first. */
  readonly recent: readonly { readonly at: number; readonly step: number }[];
  readonly progress_told_at?: number;
  readonly progress_untold: boolean;
  /** What the last line of progress of this attempt has told. */
  readonly progress_told?: ToldProgress;
  readonly folds: Readonly<Record<string, Fold>>;
  readonly restarts: number;
  readonly max_retries?: number;
  /** A restart that was decided and not yet begun is due at this time. */
  readonly restart_at?: number;
  /** Rows told so far, and at which of them the latest log lines were shown, by `source:line`. */
  readonly rows: number;
  readonly shown: Readonly<Record<string, number>>;
  /** Why the state changed last. */
  readonly last_reason?: string;
  readonly last_decision?: string;
}

/** Defaults: paths as they are, a progress line every 5 s, however long it runs. */
export function initialView(options: Partial<ViewOptions> = {}): ViewState {
  return {
    options: { cwd: '', home: '', progress_every: 5_000, progress_share: 0, ...options },
    run_id: '',
    name: '',
    state: 'pending',
    introduced: false,
    rows: 0,
    shown: {},
    attempt: 0,
    ended: false,
    recent: [],
    progress_untold: false,
    folds: {},
    restarts: 0,
  };
}
