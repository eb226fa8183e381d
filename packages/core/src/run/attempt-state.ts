import type { Decision, Incident, JobStatus, Ledger, Millis, RunState, Signal } from '../contract.js';
import type { Correlation } from '../correlate/correlate.js';
import type { Operators } from '../correlate/operators.js';
import type { OpenIncident } from '../incident/incident.js';
import type { Policies } from '../policy/decide.js';
import { type ActiveClock, runningClock } from './active-clock.js';
import type { Condition } from './conditions.js';
import { noProgress, type ProgressState } from './progress.js';

/** What stays the same during one attempt. */
export interface AttemptConfig {
  readonly run_id: string;
  readonly attempt: number;
  /** What people call the run, and the job's own id, for texts. */
  readonly name?: string;
  readonly job_id?: string;
  /** Whether a platform tells the job's state. Without one only the log speaks. */
  readonly has_job: boolean;
  /** The platform can begin a job later by itself: what a restart waits for need not be waited for here. */
  readonly delays?: boolean;
  /** ms without output, or without a step, that are a stall. Without it silence never is one. */
  readonly inactivity?: Millis;
  /** ms that a start may take until the first step, where that is longer: silence before it is no stall. */
  readonly startup?: Millis;
  /** ms that an incident on a live job waits for more lines after it was confirmed. */
  readonly hold: Millis;
  /** States of the job, or words of its platform, in small letters, that count as alive. Without it: all live states. */
  readonly alive?: readonly string[];
  /** What a stall may be a consequence of, and what to do about it: the row `hang` of the table of error types. */
  readonly hang_symptom_of: readonly string[];
  readonly hang_remedy?: string;
  readonly policies: Policies | undefined;
  /** Of rules that have one. */
  readonly operators?: Operators;
  readonly ledger: Ledger;
}

/** What one source is known to be read up to. */
export interface SourceMark {
  readonly as_of?: Millis;
  readonly blind?: boolean;
  /** Since when it is blind, and whether that was told. */
  readonly blind_since?: Millis;
  readonly told?: boolean;
  readonly ended?: boolean;
}

export interface Decided {
  readonly decision: Decision;
  readonly incident: Incident;
  readonly at: Millis;
  /** When the decision takes effect; later on a live job by what was frozen meanwhile. */
  readonly due: Millis;
  /** ms that were frozen when it was decided. */
  readonly frozen: Millis;
}

/** Everything the engine knows of one attempt. Json: it is the snapshot that the journal keeps. */
export interface AttemptState {
  readonly run: RunState;
  /** It is shown as timed out, and its job has not ended. */
  readonly overdue?: true;
  readonly clock: ActiveClock;
  /** Sources with a mark of their own: not read to their end yet, blind, ended, or told of by name. */
  readonly sources: Readonly<Record<string, SourceMark>>;
  /** Up to when all other sources are read, however many there are. */
  readonly read?: Millis;
  readonly progress: ProgressState;
  /** Active times: when the job began to run, the last output, the last step of any bar. */
  readonly started?: Millis;
  readonly printed?: Millis;
  readonly stepped?: Millis;
  /** The job's last known status, and when it was learnt. */
  readonly job?: JobStatus;
  readonly job_at?: Millis;
  readonly latent: readonly Signal[];
  readonly correlation?: Correlation;
  readonly incident?: OpenIncident;
  /** What rules show the run as; an incident of theirs may be over before. */
  readonly conditions?: readonly Condition[];
  /** What the line that is being read says is over: another rule may say of the same line what there is instead. */
  readonly ending?: Ending;
  readonly incidents: number;
  /** Rules that healthy lines have contradicted: such a line opens no incident again. */
  readonly contradicted?: readonly string[];
  /** Active time from which the incident on a live job counts as confirmed, and why. */
  readonly confirmed?: { readonly at: Millis; readonly why: string };
  /** The launcher's own attempt that each of its folders has reached. */
  readonly generations?: Readonly<Record<string, number>>;
  /** Containers of the job that have logs of their own, the newest last. */
  readonly containers?: readonly string[];
  /** The launcher has started its workers again, or may have: since when (active time), and the failures until then. */
  readonly recovering?: { readonly since: Millis; readonly failures: string; readonly restarted?: true };
  /** The platform's own attempt is over, not by success, and it may begin another by itself: when it said so (active time). */
  readonly lost?: Millis | undefined;
  /** Who said so, of those that print steps, until its next one: if that goes on from its last one, it has caught what it told of. */
  readonly lost_by?: string | undefined;
  /** Since when it is known that what it failed of is not to be tried again: steps of another attempt disprove nothing. */
  readonly condemned?: Millis | undefined;
  /** A success line came after the last step and the last failure. */
  readonly succeeded?: boolean;
  /** The job is final and its logs were read to their end. */
  readonly drained?: boolean;
  readonly decided?: Decided;
  /** Deadlines up to this wall time were put to the shell for a fresh look. */
  readonly asked: Millis;
  /** The attempt is over: nothing after it changes anything. */
  readonly verdict?: Verdict;
}

export interface Ending {
  readonly at: Millis;
  readonly signals: readonly Signal[];
}

export type Verdict =
  | { readonly kind: 'ended'; readonly state: RunState; readonly reason: string }
  | { readonly kind: 'decided'; readonly decided: Decided; readonly state: RunState }
  /** A person asked for a stop or a restart. */
  | { readonly kind: 'asked'; readonly command: 'stop' | 'restart'; readonly state: RunState };

export const newAttempt: AttemptState = {
  run: 'pending',
  clock: runningClock,
  sources: {},
  progress: noProgress,
  latent: [],
  incidents: 0,
  asked: 0,
};

/** What the pure engine asks for or tells. */
export type Output =
  | { readonly type: 'signal'; readonly signal: Signal }
  | { readonly type: 'progress'; readonly signal: Signal; readonly step: number | undefined }
  | {
      readonly type: 'state';
      readonly from: RunState;
      readonly to: RunState;
      readonly reason: string;
      readonly signal?: string;
    }
  | { readonly type: 'opened'; readonly incident: Incident; readonly suspected: boolean }
  | {
      readonly type: 'closed';
      readonly incident: Incident;
      readonly total: number;
      readonly ignored: boolean;
      readonly reason: string;
    }
  | { readonly type: 'decision'; readonly decision: Decision; readonly incident: Incident; readonly revised: boolean }
  | { readonly type: 'notice'; readonly text: string; readonly source?: string; readonly line?: number }
  /** Look at the platform and at every source now. */
  | { readonly type: 'verify' }
  /** The job is final: reopen every source and read it to its end twice. */
  | { readonly type: 'drain'; readonly status: JobStatus }
  | { readonly type: 'verdict'; readonly verdict: Verdict };
