import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../support/cli.js';
import { Workshop } from './workshop.js';

const job = `kind: HyperPodPyTorchJob
metadata: { name: pretrain }
spec:
  runPolicy:
    jobMaxRetryCount: 2
    logMonitoringConfiguration:
      - name: Silent
        logPattern: ".*batch \\\\d+.*"
        expectedRecurringFrequencyInSeconds: 300
        expectedStartCutOffInSeconds: 600
        stopPattern: ".*training is over.*"
      - name: Slow
        logPattern: ".*samples/sec: (\\\\d+(\\\\.\\\\d+)?).*"
        metricThreshold: 80
        operator: lteq
        metricEvaluationDataPoints: 3
      - name: GPU Error
        logPattern: ".*RuntimeError.*out of memory.*"
        faultOnMatch: true
`;
const experiment = `name: mnist
max_restarts: 4
log_policies:
  - { name: ECC Error, pattern: ".*uncorrectable ECC error encountered.*", action: exclude_node }
  - { name: CUDA OOM, pattern: ".*CUDA out of memory.*", action: { type: cancel_retries } }
  - { name: Slow storage, pattern: "lease expired" }
`;
/** Paths of all files below a folder. */
const below = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
const inPack = (name: string) => ['README.md', `monitoring/${name}.yaml`, 'plugin.yaml', `restart/${name}.yaml`];

describe.concurrent('rules import', () => {
  it('makes a pack of the rules of HyperPod, which lint and its own tests take as it is', async () => {
    using shop = new Workshop();
    shop.file('job.yaml', job);
    const { code, out, err } = await shop.cli(['rules', 'import', 'hyperpod', 'job.yaml', '--out', 'ours']);
    expect([code, out.split('\n')[0]]).toEqual([0, 'wrote ours/monitoring/ours.yaml']);
    expect(err).toMatch(/^note\[unlike_there\] job\.yaml:12:9: `Slow` restarts a job that is SLOW there/);
    expect(below(join(shop.directory, 'ours'))).toEqual(inPack('ours'));
    const lint = await shop.cli(['rules', 'lint', '--strict', 'ours']);
    expect([lint.code, lint.out]).toEqual([0, expect.not.stringContaining('warning')]);
    const tests = await shop.cli(['rules', 'test', 'ours', '--coverage']);
    expect([tests.code, tests.out]).toEqual([0, expect.stringContaining('3 rules: 3 (100%) with a hit')]);
  });

  it('restarts where HyperPod does: after a hang, and after a fault that ends the job; a slow run goes on', async () => {
    using shop = new Workshop();
    shop.file('job.yaml', job);
    await shop.cli(['rules', 'import', 'hyperpod', 'job.yaml', '--out', 'ours']);
    shop.file(
      'ours.test.yaml',
      `monitor: ours/monitoring/ours.yaml
restart: ours/restart/ours.yaml
tests:
  - name: batches stay away, whatever else is printed
    lines:
      - { line: batch 1 }
      - { repeat: 20, every: 1m, line: still here }
    expect:
      signals: [{ signal: Silent, at: +5m }]
      incident: { root: Silent, error_type: hang, mode: stall }
      decision: { action: restart, max_retries: 2 }
  - name: no batch ever comes
    lines: [{ line: hello }, { repeat: 20, every: 1m, line: still here }]
    expect: { signals: [{ signal: Silent, at: +10m }], decision: { action: restart } }
  - name: after its stop pattern nothing is awaited
    lines: [{ line: batch 1 }, { line: training is over }, { at: +20m }, { job: { state: succeeded } }]
    expect: { signals: none, incident: none }
  - name: a fault, and the job ends by it
    lines:
      - { line: batch 1 }
      - { at: +10s, line: "[default0]:RuntimeError: CUDA out of memory." }
      - { at: +1s, job: { state: failed, exit_code: 1 } }
    expect: { incident: { root: GPU_Error, error_type: log_fault, mode: crash }, decision: { action: restart } }
  - name: a slow job is shown as degraded, until it is fast again
    lines:
      - { repeat: 3, every: 10s, line: "batch 1, samples/sec: 79.5" }
      - { at: +10s, line: "batch 2, samples/sec: 81" }
      - { at: +10s, job: { state: succeeded } }
    expect:
      signals: [{ signal: Slow, at: +30s }]
      states: [running, degraded, running, succeeded]
      incident: none
  - name: nan is not less than anything
    lines: [{ repeat: 3, every: 10s, line: "batch 1, samples/sec: nan" }, { job: { state: succeeded } }]
    expect: { none: [Slow] }
`,
    );
    const { code, out } = await shop.cli(['rules', 'test', 'ours.test.yaml']);
    expect([out, code]).toEqual([expect.stringMatching(/^6 passed, 0 failed\n$/), 0]);
  });

  it('decides as Determined does once the trial has failed, and not before', async () => {
    using shop = new Workshop();
    shop.file('exp.yaml', experiment);
    const { code, err } = await shop.cli(['rules', 'import', 'determined', 'exp.yaml', '--out', 'det']);
    expect([code, err]).toEqual([0, 'no finding\n']);
    expect((await shop.cli(['rules', 'lint', '--strict', 'det'])).err).toBe('no finding in 2 files\n');
    shop.file(
      'det.test.yaml',
      `monitor: det/monitoring/det.yaml
restart: det/restart/det.yaml
tests:
  - name: a node that is to be left out, hours before the failure
    lines:
      - { line: uncorrectable ECC error encountered }
      - { at: +10h, line: lease expired }
      - { at: +10h, job: { state: failed, exit_code: 1 } }
    expect:
      signals: [ECC_Error, Slow_storage]
      incident: { root: ECC_Error, error_type: hardware }
      decision: { action: restart, max_retries: 4 }
  - name: no retry outranks it, whichever came first
    lines:
      - { line: uncorrectable ECC error encountered }
      - { at: +10h, line: "RuntimeError: CUDA out of memory." }
      - { at: +10h, job: { state: failed, exit_code: 1 } }
    expect: { incident: { root: CUDA_OOM, error_type: cancel_retries }, decision: { action: stop } }
  - name: any other failure is restarted
    lines: [{ line: bye }, { at: +1h, job: { state: failed, exit_code: 93 } }]
    expect: { decision: { action: restart } }
  - name: a trial that succeeds has not failed
    lines: [{ line: CUDA out of memory }, { at: +50h, job: { state: succeeded } }]
    expect: { state: succeeded, decision: none }
`,
    );
    const tests = await shop.cli(['rules', 'test', 'det.test.yaml']);
    expect([tests.out, tests.code]).toEqual([expect.stringMatching(/^4 passed, 0 failed\n$/), 0]);
  });

  it('says where something has no equivalent, with its place, and exits with 1', async () => {
    using shop = new Workshop();
    shop.file('job.yaml', job.replace('metricThreshold', 'metricTreshold'));
    const { code, err, out } = await shop.cli(['rules', 'import', 'hyperpod', 'job.yaml', '--out', 'ours']);
    expect([code, out]).toEqual([1, expect.stringContaining('wrote ')]);
    expect(err).toContain(
      'warning[unknown_there] job.yaml:14:9: HyperPod knows no `metricTreshold` here. Was `metricThreshold` meant?\n',
    );
    expect(err).toMatch(/\n0 errors, 3 warnings, \d notes\n$/);
  });

  it('writes nothing where the file cannot be used, and exits with 2', async () => {
    using shop = new Workshop();
    shop.file('job.yaml', job.replace('lteq', 'below'));
    const { code, err, out } = await shop.cli(['rules', 'import', 'hyperpod', 'job.yaml', '--out', 'ours']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('error[unknown_word] job.yaml:15:19: `below` is no operator');
    expect(existsSync(join(shop.directory, 'ours'))).toBe(false);
  });

  it('replaces nothing unless it is told to', async () => {
    using shop = new Workshop();
    shop.file('exp.yaml', experiment);
    const once = ['rules', 'import', 'determined', 'exp.yaml', '--out', 'det'];
    expect((await shop.cli(once)).code).toBe(0);
    const before = readFileSync(join(shop.directory, 'det/monitoring/det.yaml'), 'utf8');
    shop.file('exp.yaml', experiment.replace('max_restarts: 4', 'max_restarts: 1'));
    expect(await shop.cli(once)).toMatchObject({ code: 2, err: expect.stringContaining('--force replaces it') });
    expect(readFileSync(join(shop.directory, 'det/monitoring/det.yaml'), 'utf8')).toBe(before);
    expect((await shop.cli([...once, '--force'])).code).toBe(0);
    expect(readFileSync(join(shop.directory, 'det/restart/det.yaml'), 'utf8')).toContain('max_retries: 1');
  });

  it('prints the files without --out, of JSON and from standard input too', async () => {
    using shop = new Workshop();
    const input = JSON.stringify({ log_policies: [{ name: 'Link', pattern: 'link flap', action: 'exclude_node' }] });
    const { code, out, err } = runCli(['rules', 'import', 'determined', '-'], { cwd: shop.directory, input });
    expect([code, err]).toEqual([0, 'no finding\n']);
    expect(out.match(/^# --- .*$/gm)).toEqual([
      '# --- monitoring/determined.yaml',
      '# --- restart/determined.yaml',
      '# --- plugin.yaml',
      '# --- README.md',
    ]);
    expect(out).toContain('  - name: Link\n    pattern: link flap\n');
    expect(readdirSync(shop.directory)).toEqual([]);
    const json = runCli(['rules', 'import', 'determined', '-', '--format', 'jsonl'], {
      input: `${input.slice(0, -1)},"a":1}`,
    });
    const [finding, last] = json.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(finding).toMatchObject({ code: 'about_the_job', level: 'note', file: 'standard input', line: 1 });
    expect(last.files.map(({ path }: { path: string }) => path)).toContain('restart/determined.yaml');
  });

  it.each([
    [['xyz', 'job.yaml'], /Allowed choices are hyperpod, determined/],
    [['hyperpod', 'nowhere.yaml'], /nowhere\.yaml does not exist/],
    [['hyperpod', '.'], /\. is a directory/],
    [['hyperpod', 'job.yaml', '--out', 'My.Rules'], /My\.Rules can't be the name of a pack; .*\(my-rules\)/],
    [['hyperpod', 'two.yaml'], /error\[multiple_documents\] two\.yaml:2:1/],
  ])('is not used so: %s', async (args, message) => {
    using shop = new Workshop();
    shop.file('job.yaml', job);
    shop.file('two.yaml', 'a: 1\n---\nb: 2\n');
    const { code, err } = await shop.cli(['rules', 'import', ...args]);
    expect([code, err]).toEqual([2, expect.stringMatching(message)]);
  });
});
