import type { Notice, Severity, Transition } from '@sigwatch/core';
import fc from 'fast-check';

export const notice: Notice = {
  run_id: 'train-1',
  name: 'llama',
  attempt: 2,
  at: Date.UTC(2026, 2, 1, 12),
  transition: 'failed',
  state: 'failed',
  severity: 'fatal',
  title: 'llama: failed after oom',
  text: 'The run has failed.\ntrain.log:7: CUDA out of memory',
  dedup_key: 'train-1/2/failed',
  problem: 'train-1/2/1',
  incident: 'train-1/2/1',
  reason: 'The run has failed.',
  root: { signal: 'cuda_oom', error_type: 'oom', source: 'train.log', line: 7, text: 'CUDA out of memory' },
  action_required: 'Lower the batch size of 32.',
  node: 'gpu-7',
  phase: 'training',
  step: 1200,
  total: 5000,
  duration_seconds: 3_725,
  last_line: 'step 1200',
  links: [{ name: 'Dashboard', url: 'https://grafana.example/d/1?run=train-1' }],
};

export const digest = (count: number): Notice => ({
  ...notice,
  title: `${count} runs`,
  dedup_key: `digest/${count}`,
  runs: Array.from({ length: count }, (_, i) => ({
    run_id: `run-${i}`,
    name: `llama ${i}`,
    attempt: 1,
    transition: i % 3 === 0 ? 'timed_out' : 'failed',
    reason: `The run number ${i} has failed of <this> & that.`,
    dedup_key: `run-${i}/1/failed`,
    problem: `run-${i}/1/1`,
  })),
});

/** What a log, a rule or a person may have written: all signs, those that services read, and a great deal of it. */
const anyText = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 400 }) },
  {
    weight: 3,
    arbitrary: fc
      .array(
        fc.constantFrom(
          '<!channel>',
          '<@U1>',
          '@here',
          '```',
          '`',
          '&amp;',
          '<https://a.example|b>',
          '\n',
          '\0',
          '*',
          '</pre>',
          '"',
        ),
        { maxLength: 60 },
      )
      .map((words) => words.join('')),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('x', '&', '<', '`', '😀', 'ß', '\ud800', '\n'), fc.integer({ min: 2_000, max: 100_000 }))
      .map(([sign, count]) => sign.repeat(count)),
  },
);
const key = fc.oneof(fc.string({ minLength: 1, maxLength: 60 }), fc.string({ minLength: 200, maxLength: 900 }));
const transition = fc.constantFrom<Transition>(
  ...(['started', 'degraded', 'stalled', 'timed_out', 'failed', 'restarted'] as const),
  ...(['gave_up', 'recovered', 'succeeded', 'cancelled'] as const),
);
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined });
const runs = fc
  .tuple(
    fc.integer({ min: 1, max: 500 }),
    fc.record({
      run_id: key,
      name: anyText,
      attempt: fc.nat(),
      transition,
      reason: anyText,
      dedup_key: key,
      problem: key,
    }),
  )
  .map(([count, run]) => Array.from({ length: count }, (_, i) => ({ ...run, run_id: `${run.run_id}${i}` })));

export const anyNotice: fc.Arbitrary<Notice> = fc
  .record({
    run_id: key,
    name: anyText,
    attempt: fc.nat(),
    at: fc.integer({ min: 0, max: 4e12 }),
    transition,
    state: fc.constantFrom('failed', 'running', 'succeeded'),
    severity: fc.constantFrom<Severity>('warning', 'error', 'critical', 'fatal'),
    title: anyText,
    text: anyText,
    dedup_key: key,
    reason: anyText,
    problem: maybe(key),
    incident: maybe(key),
    resolved: maybe(fc.constant(true)),
    root: maybe(
      fc.record(
        { signal: key, error_type: maybe(key), source: anyText, line: fc.nat(), text: anyText },
        { requiredKeys: ['signal', 'source', 'line', 'text'] },
      ),
    ),
    action_required: maybe(anyText),
    instance: maybe(anyText),
    node: maybe(anyText),
    phase: maybe(anyText),
    step: maybe(fc.nat()),
    total: maybe(fc.nat()),
    duration_seconds: maybe(fc.double({ min: 0, max: 1e9, noNaN: true })),
    last_line: maybe(anyText),
    reminder: maybe(fc.integer({ min: 1, max: 99 })),
    links: fc.array(fc.record({ name: anyText, url: fc.oneof(fc.webUrl(), anyText) }), { maxLength: 30 }),
    runs: maybe(runs),
  })
  .map(
    (one) => Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined)) as unknown as Notice,
  );
