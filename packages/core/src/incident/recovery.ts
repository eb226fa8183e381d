import type { Signal } from '../contract.js';

/**
 * What shows that a failure is over while the job lives. Steps end most of them: what goes on was not ended. A lasting
 * condition goes on while steps do, so that only its own recovery ends it:
 * `step` any two steps, `sound_metrics` steps whose own numbers are numbers again, `checkpoint` one that was written,
 * `resolved` the word of its rule's operator, which a rule without one never says, `end` the job's own end, of which its
 * last word tells.
 */
export type Recovery = 'step' | 'sound_metrics' | 'checkpoint' | 'resolved' | 'end';

const BY_TYPE: Readonly<Record<string, Recovery>> = {
  numerical_instability: 'sound_metrics',
  storage: 'checkpoint',
  checkpoint_corrupt: 'checkpoint',
};

export function recoveryOf({ lasting, last_word, until_resolved, error_type = '' }: Signal): Recovery {
  if (last_word) return 'end';
  if (!lasting) return 'step';
  if (until_resolved) return 'resolved';
  return Object.hasOwn(BY_TYPE, error_type) ? (BY_TYPE[error_type] as Recovery) : 'resolved';
}

/** Whether the metrics of a step are numbers: one that has none shows nothing. */
export function isSound({ fields }: Signal): boolean {
  const metrics = [fields.loss, fields.grad_norm].filter((value) => value !== undefined);
  return metrics.length > 0 && metrics.every((value) => typeof value === 'number');
}
