import { short } from '../correlate/firing.js';
import { explodedFrom, hasDiverged, LEAST_NORMS } from './formulas.js';
import type { StabilityName, StabilityOptions } from './options.js';
import { before, type Recent, within } from './recent.js';
import { type ByName, nonFinite, type Place, type Sample } from './sample.js';

/** Something that is not as it should be. Json. */
export interface Finding {
  readonly name: StabilityName;
  /** Where values are not finite; what else it is about. It is over when that is measured again and is well. */
  readonly in: readonly (Place | 'condition_numbers' | 'schatten_norms' | 'memory')[];
  /** One sentence. */
  readonly text: string;
  readonly values: Readonly<Record<string, number | string>>;
}

/** Fields that a signal may have by what was found. */
export const stabilityFields: readonly string[] = [
  'step',
  'healthy_step',
  'nonfinite_in',
  'values',
  'grad_norm',
  'median_grad_norm',
  'times',
  'loss',
  'loss_before',
  'step_before',
  'matrix',
  'condition_number',
  'schatten_norm',
];

export interface Windows {
  readonly losses: Recent;
  readonly gradients: Recent;
}

/** What a sample shows; the windows have its own values already. */
export function findingsOf(sample: Sample, windows: Windows, options: StabilityOptions): readonly Finding[] {
  const { nan, inf } = nonFinite(sample);
  return [
    ...(nan.length === 0 ? [] : [notFinite('nan_detected', 'NaN', nan, sample.nan_count)]),
    ...(inf.length === 0 ? [] : [notFinite('inf_detected', 'Infinite values', inf, sample.inf_count)]),
    ...explosion(sample, windows, options),
    ...divergence(sample, windows, options),
    ...tooHigh('condition_number_high', 'condition_numbers', sample, options.condition_number_threshold),
    ...tooHigh('schatten_norm_high', 'schatten_norms', sample, options.schatten_threshold),
  ];
}

function notFinite(name: StabilityName, what: string, places: readonly Place[], count: number | undefined): Finding {
  const where = places.join(', ');
  const many = count !== undefined && count > 0 ? { values: count } : {};
  return { name, in: places, text: `${what} in: ${where}.`, values: { nonfinite_in: where, ...many } };
}

function explosion({ grad_norm }: Sample, { gradients }: Windows, options: StabilityOptions): readonly Finding[] {
  if (grad_norm === undefined || !Number.isFinite(grad_norm)) return [];
  const norms = within(gradients, options.gradient_window, LEAST_NORMS);
  const median = explodedFrom(norms, options.gradient_explosion_threshold);
  if (median === undefined) return [];
  const times = grad_norm / median;
  const text = `The gradient norm is ${short(grad_norm)}, ${short(times)} times its median (${short(median)}).`;
  return [
    { name: 'gradient_explosion', in: ['gradients'], text, values: { grad_norm, median_grad_norm: median, times } },
  ];
}

function divergence({ loss }: Sample, { losses }: Windows, options: StabilityOptions): readonly Finding[] {
  if (loss === undefined || !Number.isFinite(loss)) return [];
  const then = before(losses, options.loss_window);
  if (then === undefined || !hasDiverged(loss, then.value, options.loss_divergence_threshold)) return [];
  const text = `The loss is ${short(loss)}, and was ${short(then.value)} at step ${then.step}.`;
  return [
    { name: 'loss_divergence', in: ['loss'], text, values: { loss, loss_before: then.value, step_before: then.step } },
  ];
}

function tooHigh(
  name: StabilityName,
  of: 'condition_numbers' | 'schatten_norms',
  sample: Sample,
  threshold: number,
): readonly Finding[] {
  const [worst] = Object.entries(sample[of] ?? ({} as ByName))
    .filter(([, value]) => value > threshold || Number.isNaN(value))
    .sort(([, a], [, b]) => (a < b || Number.isNaN(b) ? 1 : -1));
  if (worst === undefined) return [];
  const [matrix, value] = worst;
  const [what, field] =
    of === 'condition_numbers'
      ? (['condition number', 'condition_number'] as const)
      : (['Schatten norm', 'schatten_norm'] as const);
  const text = `The ${what} of ${matrix} is ${shown(value)}, more than ${short(threshold)}.`;
  return [{ name, in: [of], text, values: { matrix, [field]: Number.isFinite(value) ? value : shown(value) } }];
}

const shown = (value: number): string =>
  Number.isFinite(value) ? short(value) : Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
