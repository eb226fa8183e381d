import { parseYaml, type YamlFile } from '@sigwatch/core';
import { describe, expect, it } from 'vitest';
import { importHyperPod } from './hyperpod.js';

const read = (text: string) => importHyperPod(parseYaml('job.yaml', text).file as YamlFile);
const codes = (text: string) => read(text).findings.map(({ code, line }) => `${code}:${line}`);
const job = (rules: readonly object[], run: object = { jobMaxRetryCount: 5 }) =>
  JSON.stringify({ spec: { runPolicy: { ...run, logMonitoringConfiguration: rules } } });

describe('the file around the rules', () => {
  const list = '  - name: r\n    logPattern: x\n    expectedStartCutOffInSeconds: 90\n';

  it('may be the whole manifest, its spec, its run policy, or the rules alone, in either spelling', () => {
    const same = [
      `spec:\n runPolicy:\n  logMonitoringConfiguration:\n${list}`,
      `runPolicy:\n logMonitoringConfiguration:\n${list}`,
      `jobMaxRetryCount: 3\nlogMonitoringConfiguration:\n${list}`,
      `run_policy:\n log_monitoring_configuration:\n  - { name: r, log_pattern: x, expected_start_cut_off_in_seconds: 90 }\n`,
    ].map((text) => read(text).imported?.monitor.rules.map(({ rule }) => rule));
    expect(same[0]).toHaveLength(1);
    for (const one of same) expect(one).toEqual(same[0]);
  });

  it('may be a list with one such job in it, whose other entries are told of', () => {
    const of = (...kinds: readonly string[]) => {
      const run = { runPolicy: { logMonitoringConfiguration: [{ name: 'r', logPattern: 'x', faultOnMatch: true }] } };
      const items = kinds.map((kind) => ({ kind, metadata: { name: kind }, spec: run }));
      return read(JSON.stringify({ apiVersion: 'v1', kind: 'List', metadata: {}, items }));
    };
    const { imported, findings } = of('Pod', 'HyperPodPytorchJob');
    expect([imported?.job, imported?.monitor.rules.length]).toEqual(['HyperPodPytorchJob', 1]);
    expect(findings.map(({ code }) => code)).toEqual(['about_the_job', 'unlike_there']);
    for (const kinds of [[], ['Pod'], ['HyperPodPytorchJob', 'HyperPodPyTorchJob']])
      expect(of(...kinds).findings.map(({ message }) => message)).toEqual([
        `the list holds ${kinds.filter((kind) => kind !== 'Pod').length} jobs of HyperPod`,
      ]);
  });

  it('has keys that are about the job, whose places are told', () => {
    const { imported, findings } = read(
      `metadata: { name: a }\nstatus: {}\nspec:\n  replicaSpecs: []\n  runPolicy:\n    cleanPodPolicy: All\n    suspend: false\n    logMonitoringConfiguration:\n${list.replaceAll(/^/gm, '    ')}`,
    );
    expect(imported?.job).toBe('a');
    expect(findings.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'about_the_job: left out: `status` (line 2)',
      'about_the_job: left out: `replicaSpecs` (line 4)',
      'about_the_job: left out: `cleanPodPolicy` (line 6), `suspend` (line 7)',
    ]);
  });

  it('names keys that HyperPod has not, and what was probably meant', () => {
    const { imported, findings } = read(`logMonitoringConfiguration:\n${list}    stopPatern: y\n    stopPattern: z\n`);
    expect(imported).toBeDefined();
    expect(findings).toEqual([
      expect.objectContaining({ code: 'unknown_there', level: 'warning', line: 5, remedy: 'Was `stopPattern` meant?' }),
    ]);
    expect(codes(`retries: 3\nlogMonitoringConfiguration:\n${list}`)).toEqual(['unknown_there:1']);
    expect(codes(`logMonitoringConfiguration:\n${list}    StopPattern: y\n`)).toEqual(['unknown_there:5']);
  });

  it('looks often enough for what is awaited, and lets no silence be a stall sooner', () => {
    const settings = (rule: object) => read(job([{ name: 'r', logPattern: 'x', ...rule }])).imported?.monitor.settings;
    expect(settings({ expectedRecurringFrequencyInSeconds: 10 })).toEqual({
      poll_interval_seconds: 10,
      check_interval_seconds: 5,
    });
    expect(settings({ expectedStartCutOffInSeconds: 7200 })).toEqual({ inactivity_threshold_seconds: 7200 });
    expect(settings({ expectedRecurringFrequencyInSeconds: 300 })).toEqual({});
  });
});

describe('how often HyperPod restarts', () => {
  const rules = [{ name: 'r', logPattern: 'x', faultOnMatch: true }];
  const restart = (run: object) => read(job(rules, run)).imported?.restart;
  const limits = { numRestartBeforeFullJobRestart: 3, evalPeriodSeconds: 21600, maxFullJobRestarts: 1 };

  it('is what jobMaxRetryCount says, for crashes and stalls alike', () => {
    const policies = restart({ jobMaxRetryCount: 50 })?.policies;
    expect(policies?.map(({ mode }) => mode)).toEqual(['crash', 'stall']);
    for (const { implementation } of policies ?? [])
      expect(implementation).toMatchObject({ class_name: 'AlwaysRestartPolicy', max_retries: 50 });
    expect(restart({ jobMaxRetryCount: 0 })?.policies[0]?.implementation).toMatchObject({ max_retries: 0 });
  });

  it('is what a window allows where nothing else is said, and told of as different', () => {
    const made = restart({ restartPolicy: limits });
    expect(made?.policies[0]?.implementation).toMatchObject({ max_retries: 7 });
    expect(made?.comments[0]).toContain('7 restarts in 21600 seconds');
    expect(restart({ jobMaxRetryCount: 9, restartPolicy: limits })?.policies[0]?.implementation).toMatchObject({
      max_retries: 9,
    });
    const { findings } = read(job(rules, { restartPolicy: { ...limits, maxJobRestarts: 2 } }));
    expect(findings.map(({ code }) => code)).toEqual(['unknown_there', 'no_equivalent', 'unlike_there']);
  });

  it('is left to the default where the file does not say', () => {
    expect(restart({})?.policies[0]?.implementation).not.toHaveProperty('max_retries');
    expect(restart({})?.comments[0]).toContain('no number of restarts');
  });
});
