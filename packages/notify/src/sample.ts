import type { Millis, Notice } from '@sigwatch/core';

/** A notice that says that it is only one to try things with, and has all that a notice can have; and that what it tells is over. */
export function sampleNotices(at: Millis, host: string): readonly [told: Notice, over: Notice] {
  const told = sampleNotice(at, host);
  const over = { transition: 'recovered', state: 'running', resolved: true } as const;
  return [told, { ...told, ...over, title: '[TEST] sigwatch: the sample is over', dedup_key: `${told.run_id}/over` }];
}

function sampleNotice(at: Millis, host: string): Notice {
  const reason = 'This is a test of sigwatch: no run has failed, and nothing has to be done.';
  const action_required = 'Nothing: this only shows where people will read what to do.';
  const text = 'RuntimeError: CUDA out of memory. Tried to allocate 2.00 GiB (a sample line)';
  const run_id = `test-${at.toString(36)}`;
  return {
    run_id,
    name: 'test of sigwatch',
    attempt: 1,
    at,
    transition: 'failed',
    state: 'failed',
    severity: 'warning',
    title: '[TEST] sigwatch: a sample of an alert',
    text: `${reason}\nsample.log:42: ${text}\n${action_required}`,
    dedup_key: `${run_id}/sample`,
    problem: `${run_id}/problem`,
    reason,
    root: { signal: 'sample', error_type: 'sample', source: 'sample.log', line: 42, text },
    action_required,
    node: host,
    phase: 'training',
    step: 1200,
    total: 5000,
    duration_seconds: 3725,
    last_line: 'step 1200/5000 loss 2.31 (a sample line)',
    links: [{ name: 'sigwatch', url: 'https://github.com/sigwatch/sigwatch' }],
  };
}
