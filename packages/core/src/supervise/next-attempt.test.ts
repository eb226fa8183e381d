import { describe, expect, it } from 'vitest';
import { type ExcludedNode, excludedAfter } from './excluded-nodes.js';
import { handOverAfter } from './hand-over.js';

describe('nodes that are not used', () => {
  const before: readonly ExcludedNode[] = [
    { node: 'n1', until: 1_000 },
    { node: 'n2', until: 5_000 },
  ];
  it.each([
    [
      'grow by what a decision names',
      { exclude_nodes: ['n3'], exclude_for: 100 },
      500,
      { n1: 1_000, n2: 5_000, n3: 600 },
    ],
    ['are used again when their time is over', undefined, 1_000, { n2: 5_000 }],
    ['that fail again stay longer', { exclude_nodes: ['n1'], exclude_for: 9_000 }, 999, { n1: 9_999, n2: 5_000 }],
    ['are not let go sooner for it', { exclude_nodes: ['n2'], exclude_for: 1 }, 0, { n1: 1_000, n2: 5_000 }],
    ['stay for a day where nothing is said', { exclude_nodes: ['n3'] }, 6_000, { n3: 86_406_000 }],
  ] as const)('%s', (_name, decision, now, after) => {
    const list = excludedAfter(before, decision, now);
    expect(Object.fromEntries(list.map(({ node, until }) => [node, until]))).toEqual(after);
    expect(list).toHaveLength(Object.keys(after).length);
  });
});

describe('what refers to an old job', () => {
  const job = (id: number, incarnation = 'a') => ({ id: `x:${id}` as const, incarnation });
  it('goes to the new one, and what was not done yet too', () => {
    const first = handOverAfter([], job(1), job(2));
    expect(first).toEqual([{ from: job(1), to: job(2) }]);
    expect(handOverAfter(first, job(2), job(3))).toEqual([
      { from: job(1), to: job(3) },
      { from: job(2), to: job(3) },
    ]);
  });
  it('is nothing before the second job, and where the id stays', () => {
    expect(handOverAfter([], undefined, job(1))).toEqual([]);
    expect(handOverAfter([], job(1), job(1, 'b'))).toEqual([]);
    const waiting = [{ from: job(1), to: job(2) }];
    expect(handOverAfter(waiting, job(2), job(2, 'b'))).toEqual([{ from: job(1), to: job(2, 'b') }]);
  });
});
