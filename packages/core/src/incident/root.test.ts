import { describe, expect, it } from 'vitest';
import { signal } from '../run/attempt.fixture.js';
import { rootOf } from './root.js';

const at = (time: number, name: string, more: Partial<Parameters<typeof signal>[1]> = {}) =>
  signal(time, { name, mode: 'crash', error_type: name, ...more });

describe('the root', () => {
  it('is the earliest of what is left', () => {
    expect(rootOf([at(5000, 'b'), at(0, 'a')])?.root.name).toBe('a');
  });

  it('is what explains the others, in either order of time and over several steps', () => {
    const late = at(600_000, 'oom');
    const timeout = at(0, 'nccl_timeout', { symptom_of: ['exception'] });
    const exception = at(1000, 'exception', { symptom_of: ['oom'] });
    const found = rootOf([timeout, exception, late]);
    expect(found).toMatchObject({ root: { name: 'oom' }, confidence: 'high' });
    expect(found?.explained).toEqual([timeout.id, exception.id]);
  });

  it('may be named by the signal’s own name', () => {
    expect(
      rootOf([at(0, 'late', { symptom_of: ['cuda_hang'] }), at(1, 'cuda_hang', { error_type: 'hang' })])?.root.name,
    ).toBe('cuda_hang');
  });

  it('across sources, within two seconds, is a cause before a symptom, the worse one, and the earlier rule', () => {
    const pick = (a: object, b: object) =>
      rootOf([at(0, 'a', { source: 'r0', order: 2, ...a }), at(1500, 'b', { source: 'r1', order: 1, ...b })])?.root
        .name;
    expect(pick({ symptom_of: ['x'] }, {})).toBe('b');
    expect(pick({}, { severity: 'critical' })).toBe('b');
    expect(pick({ severity: 'critical' }, {})).toBe('a');
    expect(pick({}, {})).toBe('b');
    expect(
      rootOf([at(0, 'a', { source: 'r0', order: 2 }), at(2500, 'b', { source: 'r1', order: 1, severity: 'fatal' })])
        ?.root.name,
    ).toBe('a');
  });

  it('in one source is the first line, whatever is worse after it', () => {
    expect(rootOf([at(0, 'a', { offset: 1 }), at(0, 'b', { offset: 2, severity: 'fatal' })])?.root.name).toBe('a');
  });

  it('on one line is the one of highest precedence', () => {
    expect(rootOf([at(0, 'a', { offset: 1 }), at(0, 'b', { offset: 1, severity: 'critical' })])?.root.name).toBe('b');
  });

  it('is the platform’s own reason, however late', () => {
    const killed = at(60_000, 'oom', { platform: true });
    expect(rootOf([at(0, 'exception'), killed])).toMatchObject({ root: killed, confidence: 'high' });
  });

  it('of symptoms alone is the earliest, with low confidence', () => {
    const found = rootOf([at(9000, 'exit', { symptom_of: ['*'] }), at(0, 'launcher', { symptom_of: ['*'] })]);
    expect(found).toMatchObject({ root: { name: 'launcher' }, confidence: 'low' });
  });

  it('is of medium confidence where another cause is left unexplained', () => {
    expect(rootOf([at(0, 'nccl'), at(60_000, 'exception')])?.confidence).toBe('medium');
  });

  it('survives a cycle of symptoms: the earliest wins', () => {
    expect(rootOf([at(10, 'b', { symptom_of: ['a'] }), at(0, 'a', { symptom_of: ['b'] })])?.root.name).toBe('a');
  });

  it('of nothing is nothing', () => {
    expect(rootOf([])).toBeUndefined();
  });
});
