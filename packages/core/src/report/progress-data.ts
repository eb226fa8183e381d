import type { Fields, Json, Signal } from '../contract.js';

type Data = Readonly<Record<string, Json | undefined>>;

/**
 * What a progress event tells: the standard fields that are numbers, in one order, and the line. Written out, with
 * undefined for what is not there: to make it key by key costs ten times as much, and is done for every step of a log.
 */
export function progressData({ fields, source, line }: Signal, step: number): Data {
  const tellsStep = metricOf(fields, 'step') !== undefined;
  const data = {
    step,
    total: metricOf(fields, 'total'),
    epoch: metricOf(fields, 'epoch'),
    loss: metricOf(fields, 'loss'),
    eval_loss: metricOf(fields, 'eval_loss'),
    grad_norm: metricOf(fields, 'grad_norm'),
    learning_rate: metricOf(fields, 'learning_rate'),
    loss_scale: metricOf(fields, 'loss_scale'),
    step_time_ms: metricOf(fields, 'step_time_ms'),
    throughput: metricOf(fields, 'throughput'),
    samples: metricOf(fields, 'samples'),
    tokens: metricOf(fields, 'tokens'),
    skipped_iterations: metricOf(fields, 'skipped_iterations'),
    nan_iterations: metricOf(fields, 'nan_iterations'),
    source,
    line,
  };
  if (tellsStep) return data;
  // A step that the line does not tell itself comes after what it tells.
  const { step: _, ...told } = data;
  return { ...told, step };
}

/** A capture that is no number after all stays in the log; an event holds numbers, and the words for those that JSON lacks. */
function metricOf(fields: Fields, name: string): string | number | undefined {
  const value = fields[name];
  return typeof value === 'number' || value === 'nan' || value === 'inf' || value === '-inf' ? value : undefined;
}
