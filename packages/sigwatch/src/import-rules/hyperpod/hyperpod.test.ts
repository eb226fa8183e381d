import { parseYaml, type YamlFile } from '@sigwatch/core';
import { describe, expect, it } from 'vitest';
import { importHyperPod } from './hyperpod.js';

const read = (text: string) => importHyperPod(parseYaml('job.yaml', text).file as YamlFile);
/** A job with these rules, as JSON, which YAML is as well. */
const job = (rules: readonly object[], run: object = { jobMaxRetryCount: 5 }, spec: object = {}) =>
  JSON.stringify({
    apiVersion: 'sagemaker.amazonaws.com/v1',
    kind: 'HyperPodPyTorchJob',
    metadata: { name: 'pretrain' },
    spec: { ...spec, runPolicy: { ...run, logMonitoringConfiguration: rules } },
  });
const ruleOf = (rule: object) => {
  const { imported, findings } = read(job([{ name: 'r', logPattern: '.*tick.*', ...rule }]));
  const rules = (imported?.monitor.rules ?? []).map(({ rule }) => rule).filter((one) => one !== undefined);
  return { rules, said: findings.map(({ code, message }) => `${code}: ${message}`) };
};
const codes = (text: string) => read(text).findings.map(({ code, line }) => `${code}:${line}`);

describe('a rule of HyperPod', () => {
  it('that awaits its first line, and then further ones, is a stall by what stays away', () => {
    const { rules, said } = ruleOf({ expectedStartCutOffInSeconds: 120, expectedRecurringFrequencyInSeconds: '300' });
    expect(rules).toEqual([
      expect.objectContaining({
        name: 'r',
        pattern: 'tick',
        when: { start_within: '120s', absent: '300s', by: ['source'] },
        state: { class_name: 'StalledState' },
        metadata: { error_type: 'hang' },
      }),
    ]);
    expect(said).toEqual([]);
  });

  it('awaits nothing any more after its stopPattern, which may stand behind a rank', () => {
    const { rules } = ruleOf({ expectedRecurringFrequencyInSeconds: 60, stopPattern: 'bye|.*done' });
    expect(rules[0]?.when).toMatchObject({ absent: '60s', stop_on: { pattern: '^(?:\\[\\w+\\]:)?bye|done' } });
  });

  it.each([
    ['gt', '>', '3'],
    ['gteq', '>=', '2'],
    ['lt', '<', '1'],
    ['lteq', '<=', '2'],
    ['eq', '==', '2'],
  ])('that compares a number by %s shows the run as degraded', (operator, sign, bad) => {
    const logPattern = '.*loss (\\d+(?:\\.\\d+)?).*';
    const { rules, said } = ruleOf({ logPattern, metricThreshold: 2, operator, metricEvaluationDataPoints: 5 });
    expect(rules).toEqual([
      expect.objectContaining({
        pattern: logPattern,
        extract_groups: { metric: 1 },
        when: { value: `number(fields.metric) ${sign} 2`, for: 5, by: ['source'] },
        state: { class_name: 'DegradedState' },
      }),
    ]);
    expect(rules[0]?.tests).toContainEqual({ log: [{ repeat: 5, line: `loss ${bad}` }], expect: { count: 1 } });
    expect(said).toEqual([expect.stringContaining('unlike_there: `r` restarts a job that is SLOW there')]);
  });

  it('asks for one point where it does not say, and keeps a fraction that the agent would cut', () => {
    const { rules, said } = ruleOf({ logPattern: '.*at (\\d+)', metricThreshold: 2.5, operator: 'gt' });
    expect(rules[0]?.when).toEqual({ value: 'number(fields.metric) > 2.5', by: ['source'] });
    expect(said.join()).toContain('cuts 2.5 to 2; here it is 2.5');
  });

  it('that is both awaited and compared is two rules', () => {
    const metric = { logPattern: '.* (.+)TFLOPs.*', metricThreshold: 100, operator: 'lt' };
    const { rules } = ruleOf({ ...metric, expectedRecurringFrequencyInSeconds: 5 });
    expect(rules.map(({ name, pattern }) => [name, pattern])).toEqual([
      ['r', ' (.+)TFLOPs'],
      ['r_slow', '.* (.+)TFLOPs.*'],
    ]);
  });

  it('that is a fault at its line is a crash, whatever else it says', () => {
    const { rules, said } = ruleOf({
      logPattern: '.*RuntimeError.*out of memory.*',
      faultOnMatch: true,
      expectedStartCutOffInSeconds: 60,
      expectedRecurringFrequencyInSeconds: 10,
      metricThreshold: 1,
      stopPattern: '.*done',
    });
    expect(rules).toEqual([
      expect.objectContaining({
        name: 'r',
        pattern: 'RuntimeError.*out of memory',
        unless: '\\QRuntimeError.*out of memory\\E',
        state: { class_name: 'CrashState' },
        metadata: { error_type: 'log_fault', severity: 'fatal' },
        tests: [
          { log: 'RuntimeError out of memory', expect: {} },
          { log: 'RuntimeError out of', expect: 'none' },
        ],
      }),
      expect.objectContaining({ name: 'r_hang', when: expect.objectContaining({ start_within: '60s' }) }),
    ]);
    expect(rules[1]?.when).not.toHaveProperty('absent');
    expect(said).toEqual([
      expect.stringContaining('unlike_there: `r` restarts at once there'),
      'no_equivalent: `expectedRecurringFrequencyInSeconds` is without effect: the first match is a fault already',
      'no_equivalent: `metricThreshold` is without effect: the first match is a fault already',
      'no_equivalent: nothing ends a rule for a fault: it stays active after `stopPattern`',
    ]);
  });

  it.each([true, 'true', 'yes', 'On'])('is a fault by %s too, as manifests are read', (faultOnMatch) => {
    expect(ruleOf({ faultOnMatch }).rules[0]?.state).toEqual({ class_name: 'CrashState' });
  });

  it('is no fault where faultOnMatch is false, and only a note where it asks for nothing', () => {
    const { rules, said } = ruleOf({ faultOnMatch: false });
    expect(rules).toEqual([{ name: 'r', pattern: 'tick', metadata: { kind: 'notice' } }]);
    expect(said).toEqual([]);
  });

  it('with half a metric is told of, since HyperPod passes over it in silence', () => {
    const { rules, said } = ruleOf({ logPattern: '.*at (\\d+)', metricThreshold: 3, metricEvaluationDataPoints: 2 });
    expect(rules).toHaveLength(1);
    expect(said).toEqual([
      expect.stringMatching(/^no_equivalent: `metricThreshold` is without effect/),
      expect.stringMatching(/^no_equivalent: `metricEvaluationDataPoints` is without effect/),
    ]);
    for (const logPattern of ['at \\(\\d+\\)', 'at (?:\\d+)', 'at [(]\\d+'])
      expect(ruleOf({ logPattern, metricThreshold: 3, operator: 'gt' }).said).toHaveLength(2);
    expect(ruleOf({ logPattern: 'at (?P<x>\\d+)', metricThreshold: 3, operator: 'gt' }).rules[0]).toHaveProperty(
      'extract_groups',
    );
  });

  it('can neither be awaited for no time, nor ended while its number is compared', () => {
    expect(ruleOf({ expectedStartCutOffInSeconds: 0 }).said).toEqual([
      'no_equivalent: nothing can be awaited for 0 seconds: left out',
    ]);
    const metric = { logPattern: 'at (\\d+)', metricThreshold: 3, operator: 'gt' };
    expect(ruleOf({ ...metric, stopPattern: '.*done' }).said.at(-1)).toContain('nothing ends a rule for a metric');
  });

  it('whose pattern RE2 has not is left out, and named', () => {
    const { imported, findings } = read(
      job([
        { name: 'look', logPattern: '.*loss(?!=0).*', faultOnMatch: true },
        { name: 'any', logPattern: '.*', expectedRecurringFrequencyInSeconds: 60 },
        { name: 'stop', logPattern: 'a', expectedRecurringFrequencyInSeconds: 60, stopPattern: '(?<=x)y' },
      ]),
    );
    expect(imported?.monitor.rules.map(({ rule }) => rule?.name)).toEqual([undefined, undefined, 'stop']);
    expect(imported?.monitor.rules[0]?.comments[0]).toContain('.*loss(?!=0).*');
    expect(imported?.monitor.rules[2]?.rule?.when).not.toHaveProperty('stop_on');
    expect(findings.map(({ code, level }) => [code, level])).toEqual(Array(3).fill(['no_equivalent', 'warning']));
    expect(findings[0]?.message).toContain('negative lookahead');
  });

  it('has a name of its own, of signs that a name can have', () => {
    const rules = ['GPU Error', 'GPU Error', '3 strikes'].map((name) => ({
      name,
      logPattern: 'x',
      faultOnMatch: true,
    }));
    const { imported } = read(job(rules));
    expect(imported?.monitor.rules.map(({ rule }) => rule?.name)).toEqual(['GPU_Error', 'GPU_Error_2', '_3_strikes']);
  });
});

describe('what HyperPod could not use either', () => {
  it.each([
    ['a rule without a name', { logPattern: 'x' }, 'missing_key:1'],
    ['a rule without a pattern', { name: 'r' }, 'missing_key:1'],
    [
      'an operator of another name',
      { name: 'r', logPattern: '(x)', operator: '>', metricThreshold: 1 },
      'unknown_word:1',
    ],
    ['a time that is none', { name: 'r', logPattern: 'x', expectedStartCutOffInSeconds: '1m' }, 'wrong_type:1'],
    ['a time that goes back', { name: 'r', logPattern: 'x', expectedStartCutOffInSeconds: -1 }, 'wrong_type:1'],
    ['half a point', { name: 'r', logPattern: 'x', metricEvaluationDataPoints: 1.5 }, 'wrong_type:1'],
    ['a flag that is none', { name: 'r', logPattern: 'x', faultOnMatch: 'maybe' }, 'wrong_type:1'],
    ['a pattern that is no text', { name: 'r', logPattern: 5 }, 'wrong_type:1'],
    ['a rule that is no mapping', 'x' as unknown as object, 'wrong_type:1'],
  ])('%s is an error with its place, and nothing is imported', (_, rule, code) => {
    const { imported, findings } = read(job([rule]));
    expect(imported).toBeUndefined();
    expect(findings.map((one) => `${one.code}:${one.line}`)).toContain(code);
  });

  it('is a file without rules, or of something else', () => {
    expect(codes('kind: Pod\nspec: {}\n')).toEqual(['nothing_to_import:1']);
    expect(codes('spec:\n  runPolicy:\n    jobMaxRetryCount: 3\n')).toEqual(['nothing_to_import:3']);
    expect(codes(job([]))).toEqual(['nothing_to_import:1']);
    expect(codes('runPolicy:\n  logMonitoringConfiguration: {}\n')).toEqual(['wrong_type:2']);
  });
});
