import type {
  ErrorRecord,
  Json,
  RunCost,
  RunRecord,
  RunRecordAttempt,
  RunRecordDecision,
  RunRecordPack,
  SigwatchEvent,
} from '@sigwatch/core';
import { type Furthest, nowhere } from './furthest.js';
import { type GpuMemory, noMemory } from './gpu-memory.js';

type Metric = number | string;

/** What the records of a run remember from one event to the next. */
export interface RecordsState {
  readonly script: string;
  readonly run_id: string;
  readonly began: boolean;
  readonly state: string;
  /** The first and the last event, and that of the run's end. ISO 8601. */
  readonly first?: string;
  readonly latest?: string;
  readonly ended?: string;
  readonly epoch?: number;
  readonly loss?: Metric;
  readonly eval_loss?: Metric;
  /** As the run's end tells it. */
  readonly final?: Metric;
  readonly final_step?: number;
  readonly checkpoint?: string;
  readonly gpu_type?: string;
  readonly gpus: GpuMemory;
  readonly environment?: NonNullable<RunRecord['environment']>;
  readonly gpu_check?: NonNullable<RunRecord['gpu_check']>;
  readonly furthest: Furthest;
  /** What it has cost, as the last event that tells it has it. */
  readonly cost?: RunCost;
  /** An error that was told by the event before: the next one says whether an incident begins with it. */
  readonly pending?: SigwatchEvent;
  /** The incident that is open. */
  readonly incident?: string;
  readonly errors: readonly ErrorRecord[];
  readonly attempts: readonly RunRecordAttempt[];
  readonly decisions: readonly RunRecordDecision[];
  /** As the last event that names them has them. */
  readonly packs?: readonly RunRecordPack[];
  /** An end that was no success, of the attempt before. */
  readonly lost_from?: string;
}

/** A line of a record. `date` is its day in UTC, `2026-02-25`. */
export interface RecordLine {
  readonly file: 'monitor' | 'errors';
  readonly date: string;
  readonly value: { readonly [key: string]: Json | undefined };
}

export const noRecords: RecordsState = {
  script: '',
  run_id: '',
  began: false,
  state: 'pending',
  gpus: noMemory,
  furthest: nowhere,
  errors: [],
  attempts: [],
  decisions: [],
};
