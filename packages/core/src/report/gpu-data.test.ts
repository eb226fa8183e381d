import { describe, expect, it } from 'vitest';
import type { Fields, Signal } from '../contract.js';
import { eventOf } from './events.js';

const told = (fields: Fields) => {
  const signal = { fields, source: 'health.jsonl', line: 3, metadata: { event: 'gpu_stats' } } as unknown as Signal;
  return eventOf({ run_id: 'r1', attempt: 1 }, 0, { type: 'signal', signal });
};

describe('what a rule reads of the memory of GPUs', () => {
  it.each<[string, Fields, object]>([
    [
      'a list, of which some are not known',
      { memory_used: '100,null,201', gpu_type: 'H100' },
      { allocated_mb: 150.5, max_allocated_mb: 201, gpus: 2, gpu_type: 'H100' },
    ],
    [
      'one of its own',
      { allocated_mb: '13230.2', max_allocated_mb: '25213.0' },
      { allocated_mb: 13230.2, max_allocated_mb: 25213 },
    ],
    [
      'allocated, reserved and total, which are healthy at their limits',
      { allocated_mb: '95', reserved_mb: '190', total_mb: '100' },
      {
        ...{ allocated_mb: 95, reserved_mb: 190, total_mb: 100 },
        ...{ allocated_share: 0.95, fragmentation: 0.5, healthy: true },
      },
    ],
    [
      'too much allocated',
      { allocated_mb: '95.1', total_mb: '100' },
      { allocated_mb: 95.1, total_mb: 100, allocated_share: 0.951, healthy: false },
    ],
    [
      'fragmented, in GiB',
      { allocated_gb: '1', reserved_gb: '2.5', total_gb: '80' },
      {
        ...{ allocated_mb: 1024, reserved_mb: 2560, total_mb: 81920 },
        ...{ allocated_share: 0.0125, fragmentation: 0.6, healthy: false },
      },
    ],
    [
      'a measurement, which is not judged',
      { memory_used: '99,99', memory_total: '100,100' },
      { allocated_mb: 99, max_allocated_mb: 99, total_mb: 100, gpus: 2 },
    ],
    ['nothing', { memory_used: 'null' }, {}],
  ])('is the event gpu_stats: %s', (_, fields, data) => {
    const event = told(fields);
    expect(event?.event_type).toBe('gpu_stats');
    expect(JSON.parse(JSON.stringify(event?.data))).toEqual({ ...data, source: 'health.jsonl', line: 3 });
  });
});
