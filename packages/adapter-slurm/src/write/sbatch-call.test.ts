import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readComment } from './comment.js';
import { intendedJob } from './intended-job.js';
import { sbatchCall } from './sbatch-call.js';
import { scriptOf } from './script-of.js';

const cwd = mkdtempSync(join(tmpdir(), 'sigwatch-sbatch-'));
afterAll(() => rmSync(cwd, { recursive: true }));
const script = (text: string) => {
  writeFileSync(join(cwd, 'train.sh'), `#!/bin/sh\n${text}\nexit 0\n`);
  return 'train.sh';
};
const names = ['SIGWATCH_RUN_ID', 'SIGWATCH_ATTEMPT'];

function call(
  command: string[],
  spec: { attempt?: number; exclude_nodes?: string[]; previous?: string; not_before?: number } = {},
  how: { held?: boolean; env?: Record<string, string>; cluster?: string } = {},
) {
  const { previous, ...rest } = spec;
  return sbatchCall(
    intendedJob(command, { cwd, env: how.env ?? {} }),
    {
      cwd,
      attempt: 1,
      ...rest,
      ...(previous === undefined ? {} : { previous: { id: `slurm:${previous}`, incarnation: 'c/1/0' } }),
    },
    { key: 'r/1', held: how.held ?? false, names, cluster: how.cluster, now: 1_000_000 },
  );
}

describe('the words that sbatch is given', () => {
  it('are the user’s as typed, with ours behind the options and before the script', () => {
    expect(call(['-N2', '--time', '5', script(''), '--hold', 'a b'], {}, { held: true, cluster: 'c' }).args).toEqual([
      ...['-N2', '--time', '5', '--parsable', '--comment={"sigwatch":"r/1"}', '--hold', '--clusters=c'],
      ...['train.sh', '--hold', 'a b'],
    ]);
  });

  it.each([
    ['what a restart waits for', 2, 1_090_500, [], ['--begin=now+91']],
    ['which is over', 2, 999_000, [], []],
    [
      'in place of what the user waited for',
      2,
      1_030_000,
      ['--begin=tomorrow'],
      ['--begin=tomorrow', '--begin=now+30'],
    ],
    ['or of nothing', 2, undefined, ['-b', 'tomorrow'], ['--begin=now']],
    ['but not at the first attempt', 1, undefined, ['--begin=tomorrow'], ['--begin=tomorrow']],
  ])('say when the job begins: %s', (_, attempt, not_before, own, begin) => {
    const spec = not_before === undefined ? { attempt } : { attempt, not_before };
    const { args } = call([...own, script('')], spec);
    expect(args.filter((word) => word.startsWith('--begin'))).toEqual(begin);
  });

  it('go with --wrap, which has no script', () => {
    expect(call(['--wrap', 'sleep 1']).args).toEqual([
      '--wrap',
      'sleep 1',
      '--parsable',
      '--comment={"sigwatch":"r/1"}',
    ]);
  });

  it('go behind options that a plugin of the cluster has brought, with their values', () => {
    script('#SBATCH --comment=mine');
    for (const own of [['--container-image', 'a/b:c'], ['--container-image=a/b:c'], ['--no-container-mounts']]) {
      expect(call([...own, '-N2', 'train.sh', 'x']).args).toEqual([
        ...[...own, '-N2', '--parsable', '--comment={"sigwatch":"r/1","comment":"mine"}'],
        ...['train.sh', 'x'],
      ]);
    }
    expect(call(['--no-container-mounts', 'train.sh', 'x']).args.slice(-2)).toEqual(['train.sh', 'x']);
  });

  it('keep a script that looks like an option behind --', () => {
    expect(call(['--', '-x.sh', 'a']).args.slice(-3)).toEqual(['--', '-x.sh', 'a']);
  });

  it.each([
    [['--comment', 'mine', 'train.sh'], '', {}],
    [['--comment=not this', '--comm=mine', 'train.sh'], '', {}],
    [['train.sh'], '#SBATCH --comment=mine', {}],
  ])('keep the user’s comment: %j', (command, text, env) => {
    script(text);
    const word = call(command, {}, { env }).args.findLast((one) => one.startsWith('--comment='));
    expect(readComment(word?.slice('--comment='.length) ?? '')).toEqual({ key: 'r/1', comment: 'mine' });
  });

  it('cut a comment that SLURM would not take', () => {
    const word = call(['--comment', 'ü'.repeat(900), '--wrap', 'x']).args.at(-1) ?? '';
    expect(Buffer.byteLength(word)).toBeLessThan(1_024 + '--comment='.length);
    expect(readComment(word.slice('--comment='.length))?.comment).toMatch(/^ü{200,}$/);
  });

  it('name nodes to leave out beside the user’s, for each component', () => {
    script('#SBATCH -x n[1-3]\n#SBATCH hetjob\n#SBATCH -n1');
    const { args, exclude } = call([':', '-n1', 'train.sh'], { exclude_nodes: ['n7', 'n7', '--bad', 'a b'] });
    expect(args.filter((word) => word.startsWith('--exclude='))).toEqual(['--exclude=n[1-3],n7', '--exclude=n7']);
    expect(exclude).toBe('n[1-3],n7');
  });

  it('read a file of nodes, as SLURM does for a value with a slash', () => {
    writeFileSync(join(cwd, 'nodes'), 'n1\nn[2,4]\n');
    expect(call(['-x./nodes', '--wrap=x'], { exclude_nodes: ['n7'] }).exclude).toBe('n1,n[2,4],n7');
    expect(call(['-x./nodes', '--wrap=x']).args).not.toContainEqual(expect.stringMatching(/^--exclude/));
  });

  it('wait for dependencies and a begin time at the first attempt alone', () => {
    const command = ['-d', 'afterok:5', '--begin=20:00', '--wrap=x'];
    expect(call(command).args).not.toContain('--dependency=');
    expect(call(command, { attempt: 2 }).args).toEqual(expect.arrayContaining(['--dependency=', '--begin=now']));
    expect(call(['--wrap=x'], { attempt: 2 }).args).not.toContain('--dependency=');
  });

  it.each([
    ['NONE', '--export=SIGWATCH_RUN_ID,SIGWATCH_ATTEMPT'],
    ['A=1,B', '--export=A=1,B,SIGWATCH_RUN_ID,SIGWATCH_ATTEMPT'],
    ['ALL', undefined],
    ['all,B=2', undefined],
    ['NIL', undefined],
  ])('let the attempt’s variables through --export=%s', (value, expected) => {
    for (const [command, text, env] of [
      [[`--export=${value}`, '--wrap=x'], '', {}],
      [['--wrap=x'], '', { SBATCH_EXPORT: value }],
      [['train.sh'], `#SBATCH --export=${value}`, {}],
    ] as const) {
      script(text);
      const { args, remarks } = call([...command], {}, { env });
      const ours = args.filter((word) => word.startsWith('--export=') && word !== `--export=${value}`);
      expect(ours).toEqual(expected === undefined ? [] : [expected]);
      expect(remarks.length).toBe(value.toUpperCase().startsWith('ALL') ? 0 : 1);
    }
  });

  it('submit a task alone when it goes on for one, and name it in the comment', () => {
    const { args, task } = call(['-a', '0-3%2', '--wrap=x'], { attempt: 2, previous: '7_2' });
    expect(task).toBe(2);
    expect(args).toContain('--array=2');
    expect(args).toContain('--comment={"sigwatch":"r/1","task":2}');
    expect(call(['-a', '0-3', '--wrap=x'])).not.toHaveProperty('task');
    expect(call(['-a', '4', '--wrap=x']).task).toBe(4);
  });

  it('remember that the user holds the job', () => {
    expect(call(['-H', '--wrap=x']).args).toContain('--comment={"sigwatch":"r/1","hold":true}');
  });
});

describe('scriptOf', () => {
  const of = (argv: string[], env: Record<string, string> = {}) => scriptOf(argv, { cwd, env });

  it('tells script, name and tasks', () => {
    script('#SBATCH --array=1,4-8:2%3\n#SBATCH -D sub -o out-%A_%a.log -e err.log');
    expect(of(['-N', '2', 'train.sh', 'a'])).toEqual({
      script: join(cwd, 'train.sh'),
      at: 2,
      wrapped: false,
      name: 'train.sh',
      tasks: [1, 4, 6, 8],
      chdir: 'sub',
      outputs: ['out-%A_%a.log', 'err.log'],
      problems: [],
      unknown: [],
    });
    expect(of(['train.sh'], { SBATCH_JOB_NAME: 'from-env' }).name).toBe('from-env');
    expect(of(['-Jmine', 'train.sh'], { SBATCH_JOB_NAME: 'from-env' }).name).toBe('mine');
  });

  it('looks in the directory of --chdir, in PATH and here', () => {
    script('#SBATCH -J here');
    expect(of(['train.sh'], { PATH: '/nowhere' }).name).toBe('here');
    expect(scriptOf(['train.sh'], { cwd: '/', env: { PATH: `/x:${cwd}` } }).script).toBe(join(cwd, 'train.sh'));
    expect(scriptOf(['-D', cwd, 'train.sh'], { cwd: '/', env: {} }).script).toBe(join(cwd, 'train.sh'));
    expect(scriptOf(['train.sh'], { cwd: '/', env: {} })).not.toHaveProperty('script');
  });

  it('knows --wrap, and what sbatch would not take', () => {
    expect(of(['--wrap', 'x'])).toEqual({
      at: -1,
      wrapped: true,
      name: 'wrap',
      outputs: [],
      problems: [],
      unknown: [],
    });
    expect(of(['--bogus', 'train.sh'])).toMatchObject({ problems: [], unknown: ['--bogus'] });
    expect(of(['--mem']).problems).toEqual(['--mem: this option of sbatch needs a value']);
  });
});
