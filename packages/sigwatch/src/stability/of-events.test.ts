import type { SigwatchEvent } from '@sigwatch/core';
import { describe, expect, it } from 'vitest';
import { stabilityOf } from './of-events.js';
import { csvOf, stabilityReport } from './report.js';

type Data = SigwatchEvent['data'];

const event = (event_type: SigwatchEvent['event_type'], data: Data, attempt = 1): SigwatchEvent => ({
  ...{ timestamp: '2026-03-02T10:00:00.000Z', event_type, run_id: 'r', attempt },
  data: { source: 'a.log', line: 1, ...data },
});
const step = (data: Data, attempt = 1) => event('progress', data, attempt);
const signal = (data: Data) => event('signal', { kind: 'warning', severity: 'warning', ...data });

describe('how stable a run is, by its events', () => {
  it('is not known where nothing was measured', () => {
    expect(stabilityOf([])).toBeUndefined();
    expect(stabilityOf([step({ step: 1 }), event('state_changed', { to: 'running' })])).toBeUndefined();
  });

  it('is that of the newest attempt which tells anything', () => {
    const events = [
      step({ step: 1, loss: 'nan' }),
      step({ step: 1, loss: 2 }, 2),
      step({ step: 2, loss: 3 }, 2),
      step({ step: 1 }, 3),
    ];
    expect(stabilityOf(events)).toMatchObject({ attempt: 2, state: { samples: 2, counts: { nan: 0 } } });
  });

  it('is that of the source that tells most, and not of all ranks together', () => {
    const rank = (source: string, at: number, loss: number | string) => step({ source, step: at, loss });
    const found = stabilityOf([
      rank('r0', 1, 2),
      rank('r1', 1, 'nan'),
      rank('r1', 2, 'nan'),
      rank('r0', 2, 2),
      rank('r1', 3, 2),
    ]);
    expect(found).toMatchObject({ source: 'r1', state: { samples: 3, counts: { nan: 2 } } });
  });

  it('takes what only the client tells from its signals, and a step of both counts once', () => {
    const fields = { step: 4, loss: 'nan', nan_count: '3', nonfinite_in: '["parameters"]', rank: '0' };
    const found = stabilityOf([
      signal({ signal: 'client_parameters_not_finite', kind: 'error', fields }),
      step({ step: 4, loss: 2.5 }),
      signal({
        signal: 'client_condition_numbers',
        kind: 'notice',
        fields: { step: 4, condition_numbers: '{"w":12}' },
      }),
      // An operator tells of the line again.
      signal({ signal: 'nan_detected', kind: 'error', fields }),
    ]);
    expect(found?.state).toMatchObject({
      samples: 1,
      counts: { nan: 1 },
      condition_numbers: { w: 12 },
      current: { loss: 2.5 },
    });
    expect(found?.points).toHaveLength(1);
  });

  it('goes by the thresholds that the program has named, in its own lines', () => {
    const hello = (source: string, options: string) =>
      signal({ signal: 'client_hello', kind: 'notice', source, metadata: { wire: 'hello' }, fields: { options } });
    const exploding = [
      ...Array.from({ length: 10 }, (_, i) => step({ step: i, grad_norm: 1 })),
      step({ step: 10, grad_norm: 5 }),
    ];
    const counted = (...first: SigwatchEvent[]) => stabilityOf([...first, ...exploding])?.state.counts.explosion;
    expect(counted()).toBe(0);
    expect(counted(hello('a.log', '{"gradient_explosion_threshold":4}'))).toBe(1);
    expect(counted(hello('b.log', '{"gradient_explosion_threshold":4}'))).toBe(0);
    for (const wrong of ['{"gradient_explosion_threshold":-4}', '{"gradient_explosion_threshold":"4"}', 'x', '[4]'])
      expect(counted(hello('a.log', wrong)), wrong).toBe(0);
  });

  it('counts memory that ran out once, whoever tells it again', () => {
    const oom = (name: string, more: Data = {}) => signal({ signal: name, error_type: 'oom', fields: {}, ...more });
    const found = stabilityOf([
      step({ step: 4, loss: 2 }),
      oom('cuda_oom', { kind: 'error' }),
      oom('oom'),
      oom('oom', { resolved: true, kind: 'notice' }),
    ]);
    expect(found?.state.counts.oom).toBe(1);
  });

  it('is written as a table, with nothing where nothing is known', () => {
    const found = stabilityOf([
      step({ step: 1, loss: 2, learning_rate: 0.1 }),
      step({ step: 2, grad_norm: 'inf' }),
      step({ step: 2, loss: 'nan' }),
    ]);
    if (found === undefined) throw new Error('nothing was found');
    expect(csvOf(stabilityReport('r', 'running', found))).toBe(
      'step,at,loss,grad_norm,learning_rate\n1,2026-03-02T10:00:00.000Z,2,,0.1\n2,2026-03-02T10:00:00.000Z,nan,inf,\n',
    );
  });
});
