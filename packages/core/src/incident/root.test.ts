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

  it('of symptoms alone is who cancelled, rather than what ended by it', () => {
    const ended = at(0, 'step_aborted', { error_type: 'slurm_failure', symptom_of: ['*'] });
    const cancelled = at(9000, 'step_cancelled', { error_type: 'cancelled', symptom_of: ['*'] });
    const launcher = at(8000, 'launcher', { error_type: 'exception', symptom_of: ['*'] });
    expect(rootOf([ended, cancelled])).toMatchObject({ root: { name: 'step_cancelled' }, confidence: 'low' });
    expect(rootOf([launcher, ended, cancelled])?.root.name).toBe('launcher');
  });

  it('is of medium confidence where another cause is left unexplained', () => {
    expect(rootOf([at(0, 'nccl'), at(60_000, 'exception')])?.confidence).toBe('medium');
  });

  it('explains what follows from it over several steps and the same failure elsewhere, and no other cause', () => {
    const nccl = at(0, 'nccl', { error_type: 'nccl' });
    const same = at(1000, 'nccl_again', { error_type: 'nccl', source: 'r1' });
    const timeout = at(2000, 'nccl_timeout', { symptom_of: ['nccl'] });
    const watchdog = at(3000, 'watchdog', { symptom_of: ['nccl_timeout'] });
    const exit = at(9000, 'exit', { symptom_of: ['*'] });
    const other = at(60_000, 'exception');
    const found = rootOf([nccl, same, timeout, watchdog, exit, other]);
    expect(found).toMatchObject({ root: nccl, confidence: 'medium' });
    expect(found?.explained).toEqual([same, timeout, watchdog, exit].map(({ id }) => id));
    expect(rootOf([nccl, other, at(70_000, 'oom', { platform: true })])?.explained).toEqual([nccl.id, other.id]);
  });

  it('that is only a bare end comes after every line that tells something', () => {
    const end = at(0, 'job_failed', { symptom_of: ['*'], source: 'slurm:7', line: 0, order: -1 });
    expect(rootOf([end, at(1000, 'launcher', { symptom_of: ['*'] })])?.root.name).toBe('launcher');
    expect(rootOf([end])?.root.name).toBe('job_failed');
  });

  it('survives a cycle of symptoms: the earliest wins', () => {
    expect(rootOf([at(10, 'b', { symptom_of: ['a'] }), at(0, 'a', { symptom_of: ['b'] })])?.root.name).toBe('a');
  });

  it('of nothing is nothing', () => {
    expect(rootOf([])).toBeUndefined();
  });
});
