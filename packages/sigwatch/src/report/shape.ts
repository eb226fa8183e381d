import type { RuleRef, RunCost } from '@sigwatch/core';

/** A run in short, from its events alone. Json; times are ISO 8601. */
export interface Report {
  readonly run_id: string;
  readonly name: string;
  readonly command: string;
  readonly monitor: readonly string[];
  readonly policy?: string | undefined;
  readonly state: string;
  readonly reason?: string | undefined;
  readonly started_at?: string | undefined;
  /** Of the last event; the run's end once it has ended. */
  readonly last_at?: string | undefined;
  readonly ended: boolean;
  readonly duration_seconds?: number | undefined;
  readonly restarts: number;
  readonly step?: number | undefined;
  readonly total?: number | undefined;
  readonly metric?: { readonly name: string; readonly value: number | string } | undefined;
  /** What it has cost; missing where nobody has named prices. */
  readonly cost?: RunCost | undefined;
  readonly attempts: readonly AttemptReport[];
  readonly incidents: readonly IncidentReport[];
  /** What was decided and done without an incident. */
  readonly other: Followed;
}

export interface AttemptReport {
  readonly attempt: number;
  job?: string | undefined;
  started_at: string;
  ended_at?: string;
  duration_seconds?: number;
  state?: string | undefined;
  exit_code?: number | undefined;
  signal?: string | undefined;
  resume_from?: string | undefined;
  first_step?: number;
  last_step?: number;
}

/** What came of it. */
export interface Followed {
  readonly decisions: DecisionReport[];
  readonly actions: {
    readonly action: string;
    readonly ok: boolean;
    readonly detail: string;
    /** Of a notifier: the title of what it was told. */
    readonly notice?: string;
  }[];
  /** Folder of what was kept of it before it was ended. */
  evidence?: string;
}

export interface DecisionReport {
  readonly action: string;
  readonly reason: string;
  readonly restarts_used: number;
  readonly max_retries: number;
  readonly delay_seconds?: number | undefined;
  readonly resume_from?: string | undefined;
  readonly dry_run: boolean;
}

export interface PlaceReport {
  readonly signal: string;
  readonly source: string;
  readonly line: number;
}

export interface IncidentReport extends Followed {
  readonly attempt: number;
  readonly at: string;
  readonly mode: string;
  readonly error_type: string;
  readonly signal: string;
  /** Whose signal it is. */
  readonly rule?: RuleRef | undefined;
  readonly source: string;
  readonly line: number;
  readonly text: string;
  /** The lines of its traceback. */
  readonly block: readonly string[];
  readonly step?: number | undefined;
  readonly confidence: string;
  readonly explained: number;
  /** The first of them. */
  readonly explains: readonly PlaceReport[];
  /** The earliest failure line, where it is not the root's. */
  readonly first?: PlaceReport | undefined;
  /** Who failed, as far as lines name it: `rank 3 on node07 (GPU 2)`. */
  readonly at_fault: string;
  readonly category: string;
  readonly ignored: boolean;
  readonly reason: string;
  readonly remedy: string;
}
