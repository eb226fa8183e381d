import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkTemplate, fillTemplate } from './template.js';
import { TEMPLATE_NAMES } from './text-tables.js';

const messages = (text: string, names?: readonly string[]) =>
  checkTemplate(text, names).map((f) => `${f.column}: ${f.message}`);

describe('checkTemplate', () => {
  it('finds nothing in good templates', () => {
    expect(messages('')).toEqual([]);
    expect(messages('{output_dir}/slurm-%j.out {{json: 1}} {step}')).toEqual([]);
    expect(messages('{allocation_size}', [...TEMPLATE_NAMES, 'allocation_size'])).toEqual([]);
  });

  it('names the place, the unknown name and the nearest known one', () => {
    expect(messages('at {stpe}')).toEqual([
      '4: {stpe} is unknown; did you mean {step}? Known are: run_id, job_id, attempt, name, output_dir, log_path, checkpoint_path, step, error_type, overrides.SETTING, node.',
    ]);
    expect(messages('{zzzzzzzz}', ['step'])).toEqual(['1: {zzzzzzzz} is unknown. Known are: step.']);
  });

  it('reports every brace that does not match', () => {
    expect(messages('{step} }')).toEqual(['8: "}" closes nothing; write "}}" for a brace']);
    expect(messages('a {step')).toEqual(['3: "{" is never closed; write "{{" for a brace']);
    expect(messages('{a b}')).toEqual(['1: "{a b}" is no name; write "{{" for a brace']);
    expect(messages('{}')).toEqual(['1: "{}" is no name; write "{{" for a brace']);
  });
});

describe('fillTemplate', () => {
  it('puts values in and leaves escaped braces as braces', () => {
    expect(fillTemplate('{name}: {{{step}}}', { name: 'a', step: '5' })).toEqual({ ok: true, text: 'a: {5}' });
  });

  it('does not read a value again', () => {
    expect(fillTemplate('{node}', { node: '{step} }} {{' })).toEqual({ ok: true, text: '{step} }} {{' });
  });

  it('reports a missing value and does not take one from the prototype', () => {
    expect(fillTemplate('at {step}', {})).toEqual({ ok: false, error: '{step} has no value here, in "at {step}"' });
    expect(fillTemplate('{constructor}', {}).ok).toBe(false);
  });

  it('never throws, and fills whatever checkTemplate accepts', () => {
    const text = fc.array(fc.constantFrom('{', '}', 'step', 'a', ' ')).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (template) => {
        const accepted = checkTemplate(template, ['step', 'a']).length === 0;
        const values = new Map([
          ['step', '1'],
          ['a', '2'],
        ]);
        expect(fillTemplate(template, Object.fromEntries(values)).ok || !accepted).toBe(true);
      }),
    );
  });
});
