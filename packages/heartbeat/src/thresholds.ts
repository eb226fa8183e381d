import type { Millis } from '@sigwatch/core';
import type { Phase, Thresholds } from './verdict.js';

const TEN_MINUTES: Millis = 600_000;

/** `stale`: one number (ms) for all phases, or one of each that has its own. Default: ten minutes. */
export function thresholdsOf(stale: Millis | Partial<Record<Phase | 'default', Millis>> = TEN_MINUTES): Thresholds {
  if (typeof stale === 'number') return { default: stale, phases: {} };
  const { default: all = TEN_MINUTES, ...phases } = stale;
  return { default: all, phases };
}

/** How runs name their phases; a name counts by its beginning: `setting_up`, `data-loading`, `evaluation on dev`. */
const names: Readonly<Record<Phase, readonly string[]>> = {
  setup: [
    'setup',
    'set_up',
    'setting',
    'init',
    'start',
    'boot',
    'install',
    'environment',
    'load_model',
    'loading_model',
  ],
  data: ['data', 'download', 'preproc', 'prepar', 'tokeniz', 'load_data', 'loading_data'],
  training: ['train', 'finetun', 'fine_tun', 'pretrain'],
  eval: ['eval', 'valid', 'test'],
  checkpoint: ['checkpoint', 'ckpt', 'sav'],
};

/** What a run's own word for its phase stands for. */
function phaseOf(word: string | null): Phase | undefined {
  const plain = (word ?? '')
    .trim()
    .toLowerCase()
    .replaceAll(/[\s.-]+/g, '_');
  const known = Object.entries(names).find(([, begins]) => begins.some((begin) => plain.startsWith(begin)));
  return known?.[0] as Phase | undefined;
}

export const thresholdFor = (thresholds: Thresholds, phase: string | null): Millis => {
  const known = phaseOf(phase);
  return (known === undefined ? undefined : thresholds.phases[known]) ?? thresholds.default;
};

/** Before it trains a run makes no step, and nobody waits for one. */
export const expectsSteps = (phase: string | null): boolean => !['setup', 'data'].includes(phaseOf(phase) ?? '');
