import type { EventType, Json, SigwatchEvent } from '@sigwatch/core';

/** Local time, so that what a person reads is the same in every zone. */
export const START = new Date(2026, 10, 22, 10, 4, 0).getTime();

/** An event `seconds` after 10:04:00. */
export function event(
  seconds: number,
  event_type: EventType,
  data: Readonly<Record<string, Json>> = {},
  attempt = 1,
): SigwatchEvent {
  return { timestamp: new Date(START + seconds * 1000).toISOString(), event_type, run_id: 'demo-1', attempt, data };
}

export const step = (seconds: number, number: number, more: Readonly<Record<string, Json>> = {}, attempt = 1) =>
  event(
    seconds,
    'progress',
    { step: number, total: 200, loss: 0.5, source: '/w/logs/out.log', line: number, ...more },
    attempt,
  );

export const timeout = (seconds: number, rank: number, more: Readonly<Record<string, Json>> = {}) =>
  event(seconds, 'signal', {
    signal: 'nccl_watchdog_timeout',
    error_type: 'nccl_timeout',
    mode: 'crash',
    kind: 'error',
    severity: 'critical',
    source: '/w/logs/out.log',
    line: 120 + rank,
    offset: 0,
    text: `[rank${rank}]:[E1122 10:04:31] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=42, OpType=ALLREDUCE)`,
    fields: { rank },
    metadata: {},
    ...more,
  });

/** A run that crashes once, is restarted and succeeds. */
export function storyOfARestart(): SigwatchEvent[] {
  const root = {
    signal: 'nccl_watchdog_timeout',
    error_type: 'nccl_timeout',
    source: '/w/logs/out.log',
    line: 120,
    text: 'Watchdog caught collective operation timeout: WorkNCCL(SeqNum=42, OpType=ALLREDUCE)',
  };
  return [
    event(0, 'attempt_started', { job: 'local:demo-1' }),
    event(0, 'run_started', {
      name: 'demo',
      command: 'node train.mjs',
      monitor: ['megatron_basic'],
      policy: 'demo-restart',
    }),
    event(0, 'state_changed', { from: 'pending', to: 'running', reason: 'the first output came' }),
    step(1, 10, { loss: 2.5 }),
    step(2, 20, { loss: 1.25 }),
    event(2, 'signal', {
      signal: 'checkpoint_saved',
      kind: 'checkpoint',
      severity: 'warning',
      source: '/w/logs/out.log',
      line: 25,
      text: 'successfully saved checkpoint from iteration 20',
    }),
    step(3, 30, { loss: 0.75 }),
    ...[0, 1, 2, 3].map((rank) => timeout(4, rank)),
    event(4, 'state_changed', { from: 'running', to: 'degraded', reason: 'nccl_timeout is suspected' }),
    event(4, 'incident_opened', { incident: 'demo-1/1/1', mode: 'crash', root, suspected: true }),
    ...[4, 5].map((rank) => timeout(5, rank)),
    event(6, 'attempt_ended', { state: 'failed', job: 'local:demo-1', signal: 'SIGABRT' }),
    event(6, 'incident_closed', {
      incident: 'demo-1/1/1',
      root,
      mode: 'crash',
      signals: 6,
      explained: 5,
      ignored: false,
      confidence: 'high',
      remedy:
        'Restart from the last checkpoint; when it comes again at the same step, look for a rank that left the collective.',
    }),
    event(6, 'decision', {
      action: 'restart',
      reason: 'nccl_timeout is restarted.',
      mode: 'crash',
      error_type: 'nccl_timeout',
      restarts_used: 0,
      max_retries: 3,
      delay_seconds: 1,
      resume_from: '/w/ckpt/iter_0000020',
    }),
    event(7, 'attempt_started', { job: 'local:demo-1.2', restart: 1, resume_from: '/w/ckpt/iter_0000020' }, 2),
    step(8, 30, { loss: 0.75 }, 2),
    step(20, 200, { loss: 0.0123 }, 2),
    event(20, 'attempt_ended', { state: 'succeeded', job: 'local:demo-1.2', exit_code: 0 }, 2),
    event(
      20,
      'run_ended',
      {
        state: 'succeeded',
        root: null,
        decision: null,
        restarts: 1,
        duration_seconds: 20,
        final_step: 200,
        final_metric: { name: 'loss', value: 0.0123 },
      },
      2,
    ),
  ];
}
