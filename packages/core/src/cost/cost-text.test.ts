import { expect, it } from 'vitest';
import { amountText, costText } from './cost-text.js';

const cost = {
  ...{ currency: 'USD', total: 12.3456, wasted: 3.1, seconds: 1, wasted_seconds: 1 },
  ...{ gpu_type: 'H100', gpu_count: 8, per_gpu_hour: 3.9492, prices_as_of: '2026-09-19', not_known: null },
};

it('tells what it costs, what of it was for nothing, and by which prices', () => {
  expect(costText(cost)).toBe('12.35 USD, 3.10 of it wasted (8 H100 for 3.95 an hour each, prices of 2026-09-19)');
  expect(amountText({ ...cost, wasted: 0 })).toBe('12.35 USD');
});

it('tells why it is not known, and never that it costs nothing', () => {
  const unknown = { ...cost, total: null, wasted: null, not_known: 'nobody tells which GPUs the job has' };
  expect(costText(unknown)).toBe('not known: nobody tells which GPUs the job has');
  expect(amountText(unknown)).toBe('not known');
});
