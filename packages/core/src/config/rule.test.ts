import { describe, expect, it } from 'vitest';
import type { RuleEntry } from '../generated/monitor.js';
import { createRegistry } from '../plugin/registry.js';
import { errorTypes } from './error-types.js';
import { ruleOf } from './rule.js';

const registry = createRegistry();

const rule = (entry: Partial<RuleEntry>) => ruleOf({ name: 'r', pattern: 'x', ...entry }, registry);
const state = (class_name: 'CrashState' | 'StalledState' | 'TimeoutState' | 'SuccessState') => ({
  state: { class_name },
});

const when = { value: 'fields.age > 600.0' };

describe('what is shown at once', () => {
  it('is said by the state, and only where it is asked for', () => {
    expect(rule({ state: { class_name: 'StalledState', at_once: true } })).toMatchObject({
      mode: 'stall',
      shows: 'stalled',
    });
    expect(rule({ state: { class_name: 'TimeoutState', at_once: true } })).toMatchObject({
      ...{ mode: 'timeout', shows: 'timed_out' },
    });
    for (const class_name of ['StalledState', 'TimeoutState'] as const)
      for (const at_once of [undefined, false])
        expect(rule({ state: { class_name, ...(at_once === undefined ? {} : { at_once }) } })).not.toHaveProperty(
          'shows',
        );
  });

  it('a degraded run is warned of, whatever else the rule calls it', () => {
    const state = { class_name: 'DegradedState' };
    for (const kind of [undefined, 'error', 'progress', 'success'])
      expect(rule({ state, ...(kind === undefined ? {} : { metadata: { kind } }) })).toMatchObject({
        ...{ kind: 'warning', severity: 'warning', shows: 'degraded' },
      });
    expect(rule({ state })).not.toHaveProperty('mode');
  });

  it('steps disprove it for decisions, also where its operator tells of its end', () => {
    expect(rule({ when, state: { class_name: 'TimeoutState' } })).toHaveProperty('lasting', true);
    expect(rule({ when, state: { class_name: 'TimeoutState', at_once: true } })).not.toHaveProperty('lasting');
  });
});

describe('kind and mode', () => {
  it.each([
    [state('CrashState'), 'error', 'crash'],
    [state('StalledState'), 'error', 'stall'],
    [state('TimeoutState'), 'error', 'timeout'],
    [state('SuccessState'), 'success', 'success'],
    [{ ...state('SuccessState'), metadata: { kind: 'checkpoint' } }, 'checkpoint', undefined],
    [{ ...state('SuccessState'), metadata: { kind: 'completion' } }, 'success', 'success'],
    [{ metadata: { kind: 'error' } }, 'error', 'crash'],
    [{ metadata: { kind: 'progress' } }, 'progress', undefined],
    [{ metadata: { kind: 'state' } }, 'notice', undefined],
    [{ metadata: { severity: 'warning' as const } }, 'warning', undefined],
    [{}, 'notice', undefined],
  ])('%j → %s %s', (entry, kind, mode) => {
    expect([rule(entry).kind, rule(entry).mode]).toEqual([kind, mode]);
  });
});

it('takes from the table what the rule does not say', () => {
  const storage = rule({ ...state('CrashState'), metadata: { error_type: 'storage' } });
  const { severity, subsystem, remedy, symptom_of } = errorTypes.storage;
  expect(storage).toMatchObject({ severity, subsystem, remedy, symptom_of, lasting: true });
  const nccl = rule({
    ...state('CrashState'),
    metadata: { error_type: 'nccl', severity: 'fatal' },
    symptom_of: [],
    remedy: 'R.',
  });
  expect(nccl).toMatchObject({ severity: 'fatal', symptom_of: [], remedy: 'R.' });
  expect(nccl).not.toHaveProperty('lasting');
  expect(rule({ ...state('CrashState'), metadata: { error_type: 'own_type' } })).toMatchObject({
    severity: 'error',
    symptom_of: [],
  });
});

it('lets a rule say that it is not lasting, is the platform, or suffices', () => {
  const nan = { ...state('CrashState'), metadata: { error_type: 'numerical_instability' } };
  expect(rule({ ...nan, lasting: false })).not.toHaveProperty('lasting');
  expect(rule({ ...nan, platform: true, suffices: true })).toMatchObject({ platform: true, suffices: true });
});

describe('field names', () => {
  it('become the standard ones in progress rules', () => {
    const pattern = '(?P<iteration>\\d+) (?<lm_loss>\\S+) \\(?<no>x(?P<grad_norm>\\S+)';
    expect(rule({ pattern, metadata: { kind: 'progress' } }).extract_groups).toEqual({
      step: 'iteration',
      loss: 'lm_loss',
      grad_norm: 'grad_norm',
    });
    expect(
      rule({ pattern: '%{iter} %{lr}', pattern_type: 'dissect', metadata: { kind: 'progress' } }).extract_groups,
    ).toEqual({
      step: 'iter',
      learning_rate: 'lr',
    });
    const extract_groups = { current_iteration: 'a', total_iterations: 2 };
    expect(rule({ pattern: '(?P<a>x)(y)', extract_groups, metadata: { kind: 'progress' } }).extract_groups).toEqual({
      step: 'a',
      total: 2,
    });
  });

  it('stay as they are elsewhere', () => {
    expect(rule({ pattern: '(?P<iteration>x)' }).extract_groups).toBeUndefined();
    expect(rule({ pattern: '(?P<step>x)', metadata: { kind: 'progress' } }).extract_groups).toBeUndefined();
  });
});
