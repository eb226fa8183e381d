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
    ['nothing', { memory_used: 'null' }, {}],
  ])('is the event gpu_stats: %s', (_, fields, data) => {
    const event = told(fields);
    expect(event?.event_type).toBe('gpu_stats');
    expect(JSON.parse(JSON.stringify(event?.data))).toEqual({ ...data, source: 'health.jsonl', line: 3 });
  });
});
