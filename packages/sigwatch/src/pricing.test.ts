import { fileURLToPath } from 'node:url';
import { loadPrices } from '@sigwatch/core';
import { expect, it } from 'vitest';
import { pricingFor } from './pricing.js';

const modal = { class_name: 'ModalAdapter' };
const local = { class_name: 'LocalAdapter' };
const shipped = fileURLToPath(new URL('../../../plugins/modal/prices.yaml', import.meta.url));

it('is the shipped table for jobs of Modal, and within its containers', () => {
  const { as_of, source, gpus } = loadPrices(shipped);
  expect(source).toBe('https://modal.com/pricing');
  const types = ['B300', 'B200', 'H200', 'H100', 'RTX-PRO-6000', 'A100-80GB', 'A100-40GB', 'L40S', 'A10', 'L4', 'T4'];
  expect(Object.keys(gpus)).toEqual(types);
  const container = { MODAL_TASK_ID: 'ta-1', MODAL_IS_REMOTE: '1' };
  for (const given of [
    { adapter: modal, env: {} },
    { adapter: local, env: container },
  ])
    expect(pricingFor(given)).toMatchObject({ as_of, currency: 'USD', gpus: { H100: { per_hour: 3.9492 } } });
});

it('is nothing where nobody asks for it', () => {
  expect(pricingFor({ adapter: local, env: { MODAL_TASK_ID: 'ta-1' } })).toBeUndefined();
});

it('is without a price where only the GPUs are named', () => {
  expect(pricingFor({ cost: { gpu: 'H100' }, adapter: local, env: {} })).toEqual({
    ...{ gpu: 'H100', currency: 'USD', as_of: null, gpus: {} },
  });
});

it('is by the table that somebody names, on whatever platform', () => {
  expect(pricingFor({ prices: shipped, adapter: local, env: {} })).toHaveProperty('gpus.L40S.per_hour', 1.9512);
  expect(() => pricingFor({ prices: '/nowhere.yaml', adapter: modal, env: {} })).toThrow('/nowhere.yaml');
});
