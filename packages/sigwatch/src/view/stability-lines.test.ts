import {
  noStability,
  type StabilityState,
  stabilityDefaults,
  stabilitySampleOf,
  withStabilitySample,
} from '@sigwatch/core';
import { expect, it } from 'vitest';
import { stabilityReport } from '../stability/report.js';
import { stabilityLines } from './stability-lines.js';

const report = (() => {
  const losses = [4, 3, 2, 'nan'];
  const state = losses.reduce<StabilityState>(
    (before, loss, i) => withStabilitySample(before, stabilitySampleOf({ step: i + 1, total: 9, loss }))[0],
    noStability,
  );
  const points = losses.map((loss, i) => ({
    ...{ step: i + 1, at: '2026-03-02T10:00:00.000Z', grad_norm: undefined, learning_rate: undefined },
    loss: Number(loss),
  }));
  const found = { source: 'a.log', attempt: 1, state, options: stabilityDefaults, points };
  return stabilityReport('train-1', 'running', found);
})();

it('shows how it is, what was found and how the numbers went', () => {
  expect(stabilityLines(report, { width: 200, color: false })).toEqual([
    'critical     train-1, attempt 1 (running), score 80 of 100',
    'critical     NaN in: loss.',
    'step         4 of 9, 4 measured',
    'loss         █▅▁×',
    '             nan now, too few for a trend; mean 3, std 1, median 3, 2 to 4',
    'found        NaN 1, infinite 0, explosions 0, divergences 0, out of memory 0',
  ]);
  const narrow = stabilityLines(report, { width: 40, color: false });
  expect(Math.max(...narrow.map((line) => line.length))).toBeLessThanOrEqual(40);
  expect(narrow.join(' ').replaceAll(/ +/g, ' ')).toContain(
    'nan now, too few for a trend; mean 3, std 1, median 3, 2 to 4',
  );
});

it('draws nothing for who hears it', () => {
  const heard = stabilityLines(report, { width: Number.POSITIVE_INFINITY, color: false, plain: true });
  expect(heard).toContain('loss         nan now, too few for a trend; mean 3, std 1, median 3, 2 to 4');
  expect(heard.join('\n')).not.toMatch(/[^ -~\n]/);
});
