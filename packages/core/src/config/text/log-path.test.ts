import fc from 'fast-check';
import picomatch from 'picomatch';
import { describe, expect, it } from 'vitest';
import { asRead, checkLogPath, fillLogPath, type PathFacts } from './log-path.js';

const facts = (job_id: string, more: Partial<PathFacts> = {}): PathFacts => ({
  values: { run_id: 'r-1', job_id, attempt: '2', name: 'train', output_dir: '/out' },
  nodes: ['node03.cluster'],
  user: 'ada',
  ...more,
});
const path = (text: string, given: PathFacts = facts('128')) => fillLogPath(text, given);

describe('what a path comes to', () => {
  it.each([
    ['{output_dir}/{name}-{run_id}-{attempt}.log', '/out/train-r-1-2.log'],
    ['slurm-%j.out', 'slurm-128.out'],
    ['job%4j.out', 'job0128.out'],
    ['job%99j.out', 'job0000000128.out'],
    ['%x-%8N-%u.log', 'train-node03-ada.log'],
    ['on-{node}.log', 'on-node03.cluster.log'],
    ['rank-%2t-of-%n.%s', 'rank-*-of-*.*'],
    ['%A_%a', '128_*'],
    ['100%%-%j', '100%-128'],
    ['half 50% done', 'half 50% done'],
    ['as\\-%j-{name}', 'as-%j-train'],
    ['{{%j}}', '[{]128}'],
    ['logs/{train,eval}/{a..c}.log', 'logs/{train,eval}/{a..c}.log'],
    ['{x,{name,y}}', '{x,{name,y}}'],
  ])('%s', (text, wanted) => expect(path(text)).toEqual({ path: wanted }));

  it.each([
    ['%A_%4a.out', '123_0014.out'],
    ['%b', '4'],
    ['{job_id}', '123_14'],
  ])('of a task of a job array: %s', (text, wanted) => expect(path(text, facts('123_14'))).toEqual({ path: wanted }));

  it("tells that nobody knows the own number of an array's task", () => {
    expect(path('%j', facts('123_14'))).toEqual({
      problem: '%j of a task of a job array is not known; %A_%a are its numbers',
    });
  });

  it('is both the script’s own log and those of its steps for %J', () => {
    const { path: glob } = path('job%J.out') as { path: string };
    const matches = picomatch(glob);
    const names = ['job128.out', 'job128.0.out', 'job128.12.out', 'job1281.out'];
    expect(names.filter((name) => matches(name))).toEqual(names.slice(0, 3));
  });

  it('waits for what is not known yet, and is any name where a job has several nodes', () => {
    expect(path('%x-%j', { values: { name: 'a' }, nodes: undefined })).toEqual({ later: '%j' });
    expect(path('{job_id}', { values: {}, nodes: undefined })).toEqual({ later: '{job_id}' });
    expect(path('%N', facts('1', { nodes: undefined }))).toEqual({ later: '%N' });
    expect(path('{node}', facts('1', { nodes: undefined }))).toEqual({ later: '{node}' });
    expect(path('%N', facts('1', { nodes: ['a', 'b'] }))).toEqual({ path: '*' });
    expect(path('%N', facts('1', { nodes: [] }))).toEqual({ path: '*' });
    expect(path('{node}', facts('1', { nodes: ['a', 'b'] }))).toEqual({ path: 'a' });
    expect(path('{node}', facts('1', { nodes: [] }))).toEqual({ problem: 'nobody tells on which node the job runs' });
  });

  it('takes a value as it is, whatever globs make of its signs', () => {
    for (const name of ['a[1]', 'b*', 'c?', 'd{e,f}', 'g(h|i)', '+(j)', '%j', '{attempt}', 'k\\-l', 'm|n']) {
      const { path: glob } = path('{name}-%t', facts('1', { values: { name } })) as { path: string };
      const matches = picomatch(glob);
      expect(matches(`${name}-0`), glob).toBe(true);
      expect(asRead(glob)).toBe(`${name}-*`);
      expect(matches('a1-0') || matches('bb-0') || matches('cc-0') || matches('de-0') || matches('gh-0'), glob).toBe(
        false,
      );
    }
  });
});

it('whatever a check accepts has a path, or a reason why not yet', () => {
  const pieces = ['{', '}', '%', '4', 'j', 'N', 'q', 'name', 'node', ',', '..', '$', '\\\\', '*', ' '];
  const text = fc.array(fc.constantFrom(...pieces)).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (template) => {
      const filled = fillLogPath(template, facts('1'));
      expect('path' in filled || checkLogPath(template).length > 0).toBe(true);
      const early = fillLogPath(template, { values: {}, nodes: undefined });
      expect('path' in early || 'later' in early || checkLogPath(template).length > 0).toBe(true);
    }),
  );
});

describe('what is wrong with a path', () => {
  const messages = (text: string) => checkLogPath(text).map(({ column, message }) => `${column}: ${message}`);

  it('is told with its place, all of it at once', () => {
    expect(messages('{nmae}/%J-%q-%T-{step}.log')).toEqual([
      '1: {nmae} is unknown; did you mean {name}? Known are: run_id, job_id, attempt, name, output_dir, node.',
      '11: %q is unknown. Known are: %j, %J, %A, %a, %b, %x, %N, %n, %t, %s, %u, and %% for the sign itself.',
      '14: %T is unknown; did you mean %t? Known are: %j, %J, %A, %a, %b, %x, %N, %n, %t, %s, %u, and %% for the sign itself.',
      '17: {step} has no value here. Known are: run_id, job_id, attempt, name, output_dir, node.',
    ]);
    expect(messages('a}')).toEqual(['2: "}" closes nothing; write "}}" for a brace']);
    expect(messages('a/{name')).toEqual(['3: "{" is never closed; write "{{" for a brace']);
    expect(messages('{a b}')).toEqual(['1: "{a b}" is no name; write "{{" for a brace']);
    expect(messages('{output_dir}/slurm-%4j.{out,err}')).toEqual([]);
  });
});
