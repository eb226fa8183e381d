import type { JobRef, JobStatus, Millis } from '../contract.js';

/** Where the protocol stands. `submitted` is the only end; every other phase can be resumed from the journal. */
export type PhaseState =
  /** Decided, nothing done yet. */
  | { readonly phase: 'intent' }
  /** The previous attempt's job must be final first. */
  | { readonly phase: 'cancelling' }
  /** Looks for further jobs of the previous attempt, which nobody knew of. */
  | { readonly phase: 'sweeping'; readonly since: Millis }
  /** A submitter of ours may act up to `not_after`. */
  | { readonly phase: 'submitting'; readonly not_after: Millis; readonly held: boolean }
  /** The platform's definite no, in its own words. */
  | { readonly phase: 'refused'; readonly retry_at: Millis; readonly words: string }
  /** A submission may or may not have made a job. `no_since`: the platform first said "no" then. */
  | { readonly phase: 'uncertain'; readonly not_after: Millis; readonly no_since?: Millis }
  /** Several jobs have the key, or one that may be held. `ours` was answered to a held submission and never ran. */
  | { readonly phase: 'choosing'; readonly jobs: readonly JobRef[]; readonly ours?: JobRef }
  /** `extras` are cancelled and seen ended; then `job` goes on, or without one the submission. */
  | {
      readonly phase: 'clearing';
      readonly job?: JobRef;
      readonly ran: boolean;
      readonly extras: readonly JobRef[];
      readonly since: Millis;
    }
  /**
   * `job` may be held; it is released when it is known to be the only one. `replied`: it was answered to a held
   * submission, so it can't have run.
   */
  | { readonly phase: 'held'; readonly job: JobRef; readonly replied: boolean; readonly since: Millis }
  | { readonly phase: 'releasing'; readonly job: JobRef }
  | { readonly phase: 'submitted'; readonly job: JobRef; readonly submitted_at: Millis };

/** How far a submission is. */
export type Phase = PhaseState['phase'];

interface Common {
  /** Names this attempt's jobs on the platform. */
  readonly key: string;
  readonly attempt: number;
  /** The job that must have ended before anything is submitted. */
  readonly previous?: JobRef;
  /** Key of the previous attempt, so that unknown jobs of it are found too. */
  readonly previous_key?: string;
  /** Submissions that were, or may have been, carried out. */
  readonly plain_submits: number;
  readonly held_submits: number;
  readonly refusals: number;
  /** Jobs that we cancelled and saw ended: never chosen. */
  readonly discarded: readonly string[];
  /** Fruitless asks in a row in this phase. */
  readonly tries: number;
  /** Notices given in this phase, and when the next one is due. */
  readonly tells: number;
  readonly tell_at?: Millis;
}

/** Json; part of the run's snapshot. */
export type ProtocolState = Common & PhaseState;
export type InPhase<P extends Phase> = Extract<ProtocolState, { phase: P }>;

/** What the driver has to do next. The answer comes back as a `ProtocolInput`. */
export type ProtocolCommand =
  | { readonly do: 'status'; readonly jobs: readonly JobRef[] }
  | { readonly do: 'cancel'; readonly jobs: readonly JobRef[] }
  | { readonly do: 'submit'; readonly key: string; readonly not_after: Millis; readonly held: boolean }
  | { readonly do: 'find'; readonly key: string }
  | { readonly do: 'release'; readonly job: JobRef }
  | { readonly do: 'wait'; readonly until: Millis }
  | { readonly do: 'done'; readonly job: JobRef };

/** What the protocol is told, and when. */
export type ProtocolInput = Answer & { readonly now: Millis };

type Answer =
  /** The driver begins with a state from the journal. */
  | { readonly type: 'start' }
  | { readonly type: 'woke' }
  /** A cancel or a release was accepted. */
  | { readonly type: 'accepted' }
  | { readonly type: 'status'; readonly statuses: Readonly<Record<string, JobStatus>> }
  | { readonly type: 'found'; readonly jobs: readonly JobRef[]; readonly complete: boolean; readonly as_of: Millis }
  | { readonly type: 'submitted'; readonly job: JobRef }
  | { readonly type: 'refused'; readonly words: string }
  | { readonly type: 'failed'; readonly of: ProtocolCommand['do']; readonly error: string };

/** The next state, what to do, and a sentence for the user where there is something to say. */
export type Step = readonly [state: ProtocolState, command: ProtocolCommand, notice?: string];

/**
 * The state to commit together with the decision (or for a first submission at the start of the run).
 * Without `previous` nothing has to end first. `key` must be unique to this attempt of this run.
 */
export function intent(of: {
  readonly key: string;
  readonly attempt: number;
  readonly previous?: JobRef;
  readonly previous_key?: string;
}): ProtocolState {
  return {
    phase: 'intent',
    ...of,
    plain_submits: 0,
    held_submits: 0,
    refusals: 0,
    discarded: [],
    tries: 0,
    tells: 0,
  };
}
