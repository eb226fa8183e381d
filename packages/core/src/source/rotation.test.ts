import { describe, expect, it } from 'vitest';
import { isRotated, rotatedFrom } from './rotation.js';

describe('rotated names', () => {
  it.each([
    'train.log.1',
    'train.log.12.gz',
    'train.log-20240131',
    'train.log-20240131.gz',
    'train.log-20240131-1706655600',
    'train.log.2024-01-31',
    'train.log.2024-01-31_13-05-59',
    'train.log.old',
    'train.log.bak',
    'train.log~',
    'train.log.1.old',
    'train.log.gz',
    'train-20240131.log',
    'train.2024-01-31_13-05-59_123456.log',
  ])('%s belongs to train.log', (name) => expect(isRotated(name, 'train.log')).toBe(true));

  it.each([
    'train.log',
    'train.log2',
    'train.logs',
    'train-1.log',
    'train.1.log',
    'train_old.log',
    'eval.log.1',
    'train.log.json',
  ])('%s does not', (name) => expect(isRotated(name, 'train.log')).toBe(false));

  it('knows the base', () => {
    expect(rotatedFrom('logs/train.log.3.gz')).toBe('logs/train.log');
    expect(rotatedFrom('logs/train.log')).toBeUndefined();
    expect(rotatedFrom('slurm-123456.out')).toBeUndefined();
  });
});
