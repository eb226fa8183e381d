// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is what is tested
import { describe, expect, it } from 'vitest';
import { brief, findingsOf, folderOf } from '../config/files.fixture.js';
import { loadPolicies } from '../config/policy.js';
import type { Rule } from '../contract.js';
import { systemDeps } from '../deps.js';
import { makeAll } from '../plugin/make.js';
import { createRegistry } from '../plugin/registry.js';
import { ended, nccl, oom, play, seen, step } from '../run/attempt.fixture.js';

const file = (text: string) => folderOf({ 'p.yaml': text });
const policies = (text: string) =>
  makeAll(createRegistry(), 'policy', loadPolicies('p.yaml', file(text)).policies, systemDeps);
const reason = (text: string, ...events: Parameters<typeof play>[0]) =>
  play([seen(0), ...events, ended(20_000, 'failed', { exit_code: 1 })], {
    policies: policies(text),
    attempt: 3,
    name: 'big',
    job_id: '12',
  }).decisions[0]?.decision.reason;

describe('the text of a decision', () => {
  it('has its values filled in, and `unknown` for what is missing', () => {
    const text =
      "class_name: SelectiveRestartPolicy\nrestart_on_error_types: [nccl]\nreason: '{error_type} at {step}, {attempt} {run_id} {name} {node} ${job.id} ${slurm.queue}'";
    expect(reason(text, step(1_000, 7), nccl(2_000))).toBe(
      'nccl at 7, 3 run big unknown 12 ${slurm.queue}: nccl is restarted.',
    );
    expect(reason(text, nccl(2_000))).toContain('nccl at unknown,');
  });

  it('knows the fields of the root, those of the job’s own end as well', () => {
    const text = "class_name: NoRestartPolicy\nstop_reason: 'code {exit_code}'";
    expect(reason(text)).toBe('code 1: the policy never restarts a crash (unknown).');
    expect(reason(text, oom(1_000))).toBe('code unknown: the policy never restarts a crash (oom).');
  });

  it('is taken as it is where values look like templates', () => {
    const text = "class_name: AlwaysRestartPolicy\nmessage: 'a {{brace}} {name}'";
    const events = [seen(0), nccl(1_000), ended(2_000, 'failed')];
    const run = play(events, { policies: policies(text), name: '{step}' });
    expect(run.decisions[0]?.decision.reason).toMatch(/^a \{brace\} \{step\}: /);
  });
});

describe('a text with a slip', () => {
  const rule = { name: 'r', pattern: 'x (?P<size>\\d+)', pattern_type: 'regex' } as Rule;
  const of = (text: string, rules?: readonly Rule[]) =>
    findingsOf(() => loadPolicies('p.yaml', file(`class_name: SelectiveRestartPolicy\nreason: '${text}'`), rules));

  it('is refused with its place', () => {
    expect(brief(of('{eror_type}'))).toEqual(['bad_template 2:9']);
    expect(of('{eror_type}')[0]?.message).toContain('did you mean {error_type}?');
    expect(brief(of('{step'))).toEqual(['bad_template 2:9']);
    expect(brief(of('{sizes} {colour}', [rule]))).toEqual(['bad_template 2:9', 'bad_template 2:9']);
    expect(of('{sizes}', [rule])[0]?.message).toContain('did you mean {size}?');
  });

  it('is no slip where it is a field of the rules, or may be one of rules that are not known', () => {
    const load = (text: string, rules?: readonly Rule[]) =>
      loadPolicies('p.yaml', file(`class_name: SelectiveRestartPolicy\nstop_reason: '${text}'`), rules).warnings;
    expect(load('{size}', [rule])).toEqual([]);
    expect(load('{allocation}')).toEqual([]);
    expect(load('${job.id} {exit_code} {{}}', [rule])).toEqual([]);
  });
});
