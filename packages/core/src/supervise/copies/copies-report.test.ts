import { expect, it } from 'vitest';
import type { Json } from '../../contract.js';
import { copiesLines, copiesReport } from './copies-report.js';

const made = [
  { path: '/d/step_4.pt', step: 4 },
  { path: '/d/step_8.pt', step: 8 },
];

it.each<[string, Json | undefined, readonly string[] | undefined]>([
  ['no run', undefined, undefined],
  ['a run without copies', { attempt: 1 }, undefined],
  ['a run of which nothing is copied yet', { copies: { made: [] } }, undefined],
  ['copies', { copies: { made, at: 60_000 } }, ['copies: 2, the newest /d/step_8.pt (step 8), 4 minutes ago']],
  [
    'copies of before',
    { copies: { made: [{ path: '/d/last.pt' }] } },
    ['copies: 1, the newest /d/last.pt, of an earlier session'],
  ],
  ['none, and why', { copies: { made: [], trouble: 'It is full.' } }, ['copies: none', 'not copied: It is full.']],
])('of %s it is told where they stand', (_name, snapshot, lines) => {
  const report = copiesReport(snapshot);
  expect(report && copiesLines(report, 300_000)).toEqual(lines);
});
