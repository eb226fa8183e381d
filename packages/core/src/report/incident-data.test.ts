import { expect, it } from 'vitest';
import { eventChecker } from '../config/events.js';
import type { Incident } from '../contract.js';
import { signal } from '../run/attempt.fixture.js';
import { culpritText } from './culprit-text.js';
import { eventOf } from './events.js';

const root = signal(60_000, {
  name: 'cuda_oom',
  mode: 'crash',
  error_type: 'oom',
  fields: { allocation_size: '2.00 GiB' },
});
const echoes = Array.from({ length: 30 }, (_, rank) =>
  signal(rank * 1000, {
    name: 'nccl_timeout',
    mode: 'crash',
    error_type: 'nccl_timeout',
    source: `rank_${rank}.log`,
    line: 9,
  }),
);
const incident: Incident = {
  ...{ id: 'r/1/1', mode: 'crash', root, signals: [...echoes, root], explained: echoes.map(({ id }) => id) },
  ...{ progress: 'unknown', confidence: 'high', culprit: { rank: 3, node: 'a2', gpu: '1' } },
};
const told = (one: Incident) =>
  eventOf({ run_id: 'r', attempt: 1 }, 0, { type: 'closed', incident: one, total: 31, ignored: false, reason: 'r' });

it('tells who failed, the first line, what the root explains, how sure it is, and what to do', () => {
  const event = told(incident);
  expect(event?.data).toMatchObject({
    root: { signal: 'cuda_oom', category: 'memory' },
    first: { signal: 'nccl_timeout', source: 'rank_0.log', line: 9 },
    explained: 30,
    culprit: { rank: 3, node: 'a2', gpu: '1' },
    confidence: 'high',
    remedy: expect.stringMatching(/^Tried to allocate 2\.00 GiB: /),
  });
  expect(event?.data.explains).toHaveLength(20);
  expect(eventChecker()(JSON.parse(JSON.stringify(event)))).toEqual([]);
});

it('tells nothing that is not known', () => {
  const { culprit: _, ...bare } = { ...incident, signals: [root], explained: [] };
  const data = JSON.parse(JSON.stringify(told(bare)?.data));
  expect(Object.keys(data)).not.toEqual(expect.arrayContaining(['first']));
  expect([data.first, data.explains, data.culprit]).toEqual([undefined, undefined, undefined]);
});

it('is said in words', () => {
  expect(
    [
      { rank: 3, node: 'a2', gpu: '1' },
      { local_rank: 0, node: 'a2' },
      { gpu: '2', node: 'a2' },
      { node: 'a2' },
      { rank: 0 },
      {},
      undefined,
    ].map(culpritText),
  ).toEqual(['rank 3 on a2 (GPU 1)', 'local rank 0 on a2', 'GPU 2 on a2', 'a2', 'rank 0', '', '']);
});
