import type { RunState, StabilityMetrics, StabilityReport } from '@sigwatch/core';
import { stabilityMetrics } from '@sigwatch/core';
import type { Point, SourceStability } from './of-events.js';

/** What `sigwatch health RUN` tells of the steps of a run: schemas/stability.schema.json. */
export function stabilityReport(run_id: string, run: RunState, found: SourceStability): StabilityReport {
  const metrics: StabilityMetrics = stabilityMetrics(found.state, found.options);
  return {
    sigwatch: 'stability',
    run_id,
    state: run,
    attempt: found.attempt,
    source: found.source,
    // Interfaces have no index, and what is read from a schema has one.
    metrics: { ...metrics } as StabilityReport['metrics'],
    series: found.points.map((point) => ({
      step: point.step,
      at: point.at,
      loss: shown(point.loss),
      grad_norm: shown(point.grad_norm),
      learning_rate: shown(point.learning_rate),
    })),
  };
}

const shown = (value: Point['loss']): number | 'nan' | 'inf' | '-inf' | null => {
  if (value === undefined) return null;
  if (Number.isNaN(value)) return 'nan';
  return Number.isFinite(value) ? value : value > 0 ? 'inf' : '-inf';
};

const COLUMNS = ['step', 'at', 'loss', 'grad_norm', 'learning_rate'] as const;

/** The series as a table for spreadsheets: a line of names, then one for each step. What is not known is empty. */
export function csvOf({ series }: StabilityReport): string {
  const rows = series.map((point) => COLUMNS.map((name) => point[name] ?? '').join(','));
  return `${[COLUMNS.join(','), ...rows].join('\n')}\n`;
}
