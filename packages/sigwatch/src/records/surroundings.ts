import type { RunRecord, SigwatchEvent } from '@sigwatch/core';
import type { Data } from '../view/event-data.js';
import type { RecordsState } from './state.js';

type Environment = NonNullable<RunRecord['environment']>;
type Check = NonNullable<RunRecord['gpu_check']>;

/** Where an attempt runs, as its beginning tells it; undefined where that tells nothing. */
export function environmentIn(data: Data): Environment | undefined {
  const told = data.object('environment');
  const platform = told?.text('platform');
  if (told === undefined || platform === undefined) return undefined;
  const known = (name: 'app' | 'task' | 'image' | 'region' | 'cloud' | 'environment') => told.text(name) ?? null;
  const more = ['gpu_type', 'sandbox', 'app_name', 'function'] as const;
  return {
    platform,
    app: known('app'),
    task: known('task'),
    image: known('image'),
    region: known('region'),
    cloud: known('cloud'),
    environment: known('environment'),
    ...Object.fromEntries(more.flatMap((name) => (told.text(name) === undefined ? [] : [[name, told.text(name)]]))),
  };
}

/** Takes in what `nvidia-smi` answered as an attempt began: a hit of a rule with `metadata: { event: gpu_check }`. */
export function checked(state: RecordsState, { timestamp }: SigwatchEvent, data: Data): RecordsState {
  const fields = data.object('fields');
  const count = numberIn(fields?.text('gpus'));
  const gpu_type = fields?.text('gpu_type') ?? null;
  const gpu_check: Check = {
    timestamp,
    result: (fields?.text('result') ?? 'failed') as Check['result'],
    gpus: count,
    gpu_type,
    memory_total_mb: numberIn(fields?.text('total_mb')),
  };
  return { ...state, gpu_check, ...(gpu_type === null ? {} : { gpu_type }) };
}

function numberIn(text: string | undefined): number | null {
  const value = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}
