import type { CostSummary, Decision, Millis, Notice, RunState, Transition } from '../contract.js';
import type { AlertSettings } from './settings.js';

/** The line that something began with, as events tell it. */
export type Root = NonNullable<Notice['root']>;

/** What went wrong last, as far as events have told it. */
export interface Trouble {
  /** run/attempt/ordinal; missing where a rule alone has spoken. */
  readonly incident?: string;
  /** Not more than a suspicion yet. */
  readonly suspected?: true;
  readonly root: Root;
  readonly action_required?: string;
  readonly node?: string;
}

/** A failure of which nobody knows yet what follows: that is told with it, and at `until` without it at the latest. */
export interface Held {
  /** The one that failed. */
  readonly attempt: number;
  readonly at: Millis;
  readonly until: Millis;
  readonly state: RunState;
  readonly reason: string;
  /** Of the attempt that failed: the next one knows nothing of it. */
  readonly step?: number;
  readonly total?: number;
  readonly node?: string;
  readonly last_line?: string;
  readonly decision?: Pick<Decision, 'action' | 'reason' | 'mode' | 'error_type' | 'restarts_used' | 'max_retries'> & {
    /** When the new attempt is to begin. */
    readonly due: Millis;
  };
}

/** What is wrong, from the first news of it until it is over. */
export interface Problem {
  /** The incident, or `run/attempt/pN`. */
  readonly key: string;
  readonly transition: Transition;
  readonly state: RunState;
  /** Of the news that is repeated by reminders. */
  readonly dedup_key: string;
  readonly attempt: number;
  readonly since: Millis;
  readonly reason: string;
  readonly trouble?: Trouble;
  /** Told only to who asks for suspicions. */
  readonly suspicion?: true;
  /** It has come and gone too often of late: it is told at `remind_at`, if it lasts until then. */
  readonly muted?: true;
  /** Missing where nobody is reminded: what follows is decided already. */
  readonly remind_at?: Millis;
  readonly reminders: number;
}

/** What is remembered between the events of one run; Json, kept in its snapshot. */
export interface AlertState {
  readonly run: RunState;
  /** The last line of each kind that may be what a change of state is about. */
  readonly hit?: Omit<Trouble, 'incident'> & { readonly at: Millis };
  readonly trouble?: Trouble;
  readonly held?: Held;
  readonly problem?: Problem;
  /** How often each kind of problem came of late, and when it did last. */
  readonly came?: Readonly<Partial<Record<Transition, { readonly times: number; readonly at: Millis }>>>;
  /** What the platform was last known of at, while it can't be asked. */
  readonly unknown_since?: Millis;
  readonly node?: string;
  readonly instance?: string;
  readonly phase?: string;
  readonly resume_from?: string;
  /** Problems so far; tells apart those without an incident. */
  readonly problems: number;
  /** Keys of what was told of the present attempt and the ones around it. */
  readonly told: readonly string[];
  /** The end was told. */
  readonly over?: true;
}

export const noAlerts: AlertState = { run: 'pending', problems: 0, told: [] };

/** Where more of a run is to be seen. */
export interface AlertPlace {
  /** Told before those of the settings. */
  readonly links?: Notice['links'];
  /** The path of its log, or its address. */
  readonly log?: string;
}

/** What is known of the run beside its events. */
export interface AlertContext extends AlertPlace {
  readonly run_id: string;
  readonly name: string;
  readonly settings: AlertSettings;
  /** Nothing is done: no job is held. */
  readonly dry_run: boolean;
  /** When the run began. */
  readonly began: Millis;
  /** Since when somebody supervises it again, who has still to decide on what happened before. */
  readonly awake?: Millis;
  readonly job_id?: string;
  readonly step?: number;
  readonly total?: number;
  readonly node?: string;
  readonly instance?: string;
  readonly phase?: string;
  readonly last_line?: string;
  /** What it has cost until now. */
  readonly cost?: CostSummary;
  /** Among the events of this commit is the end of the job: nothing that is over by it is a recovery. */
  readonly ends?: boolean;
}

/** A notice, and by what else than its own transition it may be asked for. */
export interface News {
  readonly notice: Notice;
  /** Further transitions that it stands for. */
  readonly also: readonly Transition[];
  readonly decision?: Decision['action'];
  /** The states that the run came into by it. */
  readonly states: readonly RunState[];
  /** Told only to who names the transition. */
  readonly suspicion?: true;
  /** It ends something that was told: so it is told too, where nobody says otherwise. */
  readonly closes?: true;
}
