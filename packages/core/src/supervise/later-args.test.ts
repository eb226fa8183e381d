import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { laterCommand } from './later-args.js';

type Options = Parameters<typeof laterCommand>[1];
type Start = Parameters<typeof laterCommand>[2];

const words = (text: string): readonly string[] => text.split(' ').filter((word) => word !== '');
const given: Start = { resume_from: '/c/step_40', resume_step: 40 };
const edited = (argv: string, resume_args: string, start: Start = given) =>
  laterCommand(words(argv), { resume_args: words(resume_args) }, start).argv.join(' ');

describe('the command of a later attempt', () => {
  const load = '--resume_from_checkpoint {checkpoint_path}';
  it.each([
    ['adds an option', 'python train.py', load, 'python train.py --resume_from_checkpoint /c/step_40'],
    ['behind positional arguments', 'python train.py conf.yaml', load, `python train.py conf.yaml ${path(load)}`],
    [
      'replaces one, with what stands behind it',
      'python train.py --resume_from_checkpoint /old --lr 1 conf.yaml',
      load,
      'python train.py --resume_from_checkpoint /c/step_40 --lr 1 conf.yaml',
    ],
    [
      'replaces one of the other form',
      'train --resume_from_checkpoint=/old',
      load,
      'train --resume_from_checkpoint=/c/step_40',
    ],
    ['and the other way round', 'train --load /old x', '--load={resume_from}', 'train --load /c/step_40 x'],
    [
      'whatever dash is in its name',
      'train --resume-from-checkpoint /old',
      load,
      'train --resume-from-checkpoint /c/step_40',
    ],
    ['one that had no value', 'train --resume --lr 1', '--resume {resume_from}', 'train --resume /c/step_40 --lr 1'],
    ['one at the end that had no value', 'train --resume', '--resume {resume_from}', 'train --resume /c/step_40'],
    ['one with a negative value', 'train --from -1 x', '--from {step}', 'train --from 40 x'],
    [
      'every place of one',
      'train --load a --load=b',
      '--load {resume_from}',
      'train --load /c/step_40 --load=/c/step_40',
    ],
    ['no longer name', 'train --load_dir x', '--load {resume_from}', 'train --load_dir x --load /c/step_40'],
    ['a flag once', 'train --resume', '--resume --load {resume_from}', 'train --resume --load /c/step_40'],
    [
      'of Hydra',
      'python train.py a=1',
      'trainer.resume_from_path={resume_from}',
      'python train.py a=1 trainer.resume_from_path=/c/step_40',
    ],
    [
      'of Hydra that stands there, however it is begun',
      'train a.b=/x +c.d=/y ++e=/z',
      'a.b={resume_from} c.d={resume_from} +e={step}',
      'train a.b=/c/step_40 +c.d=/c/step_40 ++e=40',
    ],
    ['of Hydra, not one of a longer name', 'train x.a.b=1', '+a.b={step}', 'train x.a.b=1 +a.b=40'],
    ['one of several of the same name', 'train --set a=1 --set b=2', '--set b={step}', 'train --set a=1 --set b=40'],
    ['a further one of the same name', 'train --set a=1', '--set b={step}', 'train --set a=1 --set b=40'],
    [
      'before the end of options',
      'python train.py --lr 1 -- file',
      load,
      `python train.py --lr 1 ${path(load)} -- file`,
    ],
    [
      'behind the end of a launcher',
      'uv run -- python train.py --lr 1',
      load,
      `uv run -- python train.py --lr 1 ${path(load)}`,
    ],
    [
      'behind the end of a launcher without a script',
      'srun -- python -m train',
      load,
      `srun -- python -m train ${path(load)}`,
    ],
    [
      'behind the end of a launcher whose program nobody knows',
      'kubectl exec pod -- trainer --lr 1 --load /old',
      '--load {resume_from}',
      'kubectl exec pod -- trainer --lr 1 --load /c/step_40',
    ],
    [
      'behind the end of another launcher',
      'srun -n 8 --load x -- ./trainer --lr 1',
      '--load {resume_from}',
      'srun -n 8 --load x -- ./trainer --lr 1 --load /c/step_40',
    ],
    [
      'and leaves alone what is no option, behind their end',
      'python train.py --lr 1 -- --load x',
      '--load {resume_from}',
      'python train.py --lr 1 --load /c/step_40 -- --load x',
    ],
    [
      'of the program, and not of its launcher',
      'torchrun --log_dir a train.py --log_dir b',
      '--log_dir {resume_from}',
      'torchrun --log_dir a train.py --log_dir /c/step_40',
    ],
    ['of a module', 'python -m pkg.train --load /old', '--load {resume_from}', 'python -m pkg.train --load /c/step_40'],
    ['a positional one at the end', 'train -- a', '{resume_from}', 'train -- a /c/step_40'],
  ])('%s', (_what, argv, args, expected) => {
    expect(edited(argv, args)).toBe(expected);
    expect(edited(edited(argv, args), args)).toBe(expected);
  });

  function path(args: string): string {
    return args.replace('{checkpoint_path}', '/c/step_40');
  }

  it.each([
    [['train'], ['--load', '{resume_from}'], ['train', '--load', '/ckpt/last.sh']],
    [['python', '-m', 'train'], ['a.b={resume_from}'], ['python', '-m', 'train', 'a.b=/ckpt/last.sh']],
    [
      ['run', '-m'],
      ['--set', 'k=1', '{resume_from}'],
      ['run', '-m', '--set', 'k=1', '/ckpt/last.sh'],
    ],
  ])('takes no checkpoint for the program: %j', (argv, resume_args, expected) => {
    const start = { resume_from: '/ckpt/last.sh' };
    const once = laterCommand(argv, { resume_args }, start);
    expect(once.argv).toEqual(expected);
    expect(laterCommand(once.argv, { resume_args }, start)).toEqual(once);
  });

  it('goes on from its first form, restart after restart', () => {
    const argv = words('python train.py --load /c/step_0');
    const options = { resume_args: ['--load', '{resume_from}'] };
    const first = laterCommand(argv, options, { resume_from: '/c/step_40' }).argv;
    const second = laterCommand(first, options, { resume_from: '/c/step_80' }).argv;
    expect(second).toEqual(words('python train.py --load /c/step_80'));
    expect(second).toEqual(laterCommand(argv, options, { resume_from: '/c/step_80' }).argv);
  });

  it('leaves out what has no value: a step only with its own option', () => {
    const args = '--load {resume_from} --step {step} --start={step}';
    expect(edited('train', args, { resume_from: '/c/last.pt' })).toBe('train --load /c/last.pt');
    expect(edited('train', args, {})).toBe('train');
    expect(edited('train', '--load {nonsense}')).toBe('train');
  });

  it('quotes for Hydra what its grammar would read, and for nobody else', () => {
    const start = { resume_from: "/c/epoch=3-step=4's.ckpt" };
    expect(edited('train', 'ckpt_path={resume_from}', start)).toBe("train ckpt_path='/c/epoch=3-step=4\\'s.ckpt'");
    expect(edited('train', '--ckpt={resume_from}', start)).toBe("train --ckpt=/c/epoch=3-step=4's.ckpt");
    expect(edited('train', "ckpt_path='{resume_from}'", { resume_from: '/c/a=b' })).toBe("train ckpt_path='/c/a=b'");
  });

  it('puts a value into one argument, whatever it holds', () => {
    const { argv } = laterCommand(
      ['train'],
      { resume_args: ['--load', '{resume_from}'] },
      { resume_from: '/a b/$(x) {value}' },
    );
    expect(argv).toEqual(['train', '--load', '/a b/$(x) {value}']);
  });
});

describe('a text for a shell', () => {
  const resume = { resume_args: ['--load', '{resume_from}'] };
  it.each([
    [['sh', '-c', 'python train.py']],
    [['bash', '-lc', 'python train.py', 'bash']],
    [['env', 'A=1', '/bin/bash', '-eu', '-o', 'pipefail', '-c', 'python train.py --load x']],
    [['srun', 'bash', '-c', 'python train.py "$@"']],
  ])('stays as it is, and that is told: %j', (argv) => {
    const later = laterCommand(argv, resume, given);
    expect(later.argv).toEqual(argv);
    expect(later.left_out).toContain('--load /c/step_40 is left out');
    expect(later.left_out).toContain('$SIGWATCH_RESUME_FROM');
  });

  it.each([
    [
      ['bash', '-c', 'exec python train.py "$@"', 'bash', '--load', 'x'],
      ['--load', '/c/step_40'],
    ],
    [
      ['bash', '-c', 'exec python train.py "$@"', 'bash'],
      ['--load', '/c/step_40'],
    ],
  ])('that hands on its arguments is given them: %j', (argv, more) => {
    expect(laterCommand(argv, resume, given)).toEqual({ argv: [...argv.slice(0, 4), ...more] });
  });

  it.each([[['bash', 'train.sh', '-c', 'x']], [['python', 'flash.py']], [['sh']], [['bash', '-c']]])(
    'is not what only looks like one: %j',
    (argv) => {
      expect(laterCommand(argv, resume, given)).toEqual({ argv: [...argv, '--load', '/c/step_40'] });
    },
  );

  it('needs no word where there is nothing to add', () => {
    const argv = ['sh', '-c', 'train'];
    expect(laterCommand(argv, resume, {})).toEqual({ argv });
    expect(laterCommand(argv, {}, given)).toEqual({ argv });
  });
});

describe('changed settings', () => {
  const options: Options = {
    resume_args: ['--load', '{resume_from}'],
    override_args: { lr: ['--lr={value}'], 'batch size': ['--batch-scale', '{scale}'] },
  };
  it.each([
    ['one that is set', { overrides: { set: { lr: 0.001, other: 1 } } }, ['--lr=0.001']],
    ['one that is scaled', { overrides: { scale: { lr: 0.5, 'batch size': 0.5 } } }, ['--batch-scale', '0.5']],
    ['false as well', { overrides: { set: { lr: false } } }, ['--lr=false']],
    ['both', { resume_from: 'c', overrides: { set: { lr: 1 } } }, ['--load', 'c', '--lr=1']],
    ['nothing of overrides that are none', { overrides: [1] }, []],
  ])('%s', (_name, start, args) => {
    expect(laterCommand(['train'], options, start)).toEqual({ argv: ['train', ...args] });
    expect(
      laterCommand(['train', '--lr=1', '--batch-scale', '8'], { override_args: options.override_args! }, start).argv,
    ).toHaveLength(4);
  });

  it('are nothing where the run names nothing', () => {
    expect(laterCommand(['train'], {}, { resume_from: 'c', overrides: { set: { lr: 1 } } })).toEqual({
      argv: ['train'],
    });
  });
});

describe('whatever the command', () => {
  const part = fc.oneof(
    fc
      .constantFrom('--', '--load', '--load=x', '--lr', '-1', '1', 'a.b=1', '+a.b=2', 'train.py', 'python', 'x=y')
      .map((one) => [one]),
    fc.constantFrom(
      ['-m', 'train'],
      ['bash', '-c', 'train "$@"', 'bash'],
      ['bash', '-lc', 'train'],
      ['--load', 'x'],
      ['--set', 'k=1'],
    ),
    fc.string({ maxLength: 5 }).map((one) => [one]),
  );
  const command = fc.array(part, { minLength: 1, maxLength: 8 }).map((parts) => parts.flat());
  const template = fc.constantFrom(
    ['--load', '{resume_from}'],
    ['--load={checkpoint_path}'],
    ['a.b={resume_from}'],
    ['+a.b={step}'],
    ['--flag', '--from', '{step}'],
    ['--set', 'k={step}', '{resume_from}'],
  );
  const value = fc.string({ minLength: 1, maxLength: 8 }).map((text) => `/${text}`);

  it('is the same when it is done twice, and keeps what it does not replace', () => {
    fc.assert(
      fc.property(command, template, value, fc.nat(), (argv, args, from, step) => {
        const options = { resume_args: args };
        const start = { resume_from: from, resume_step: step };
        const once = laterCommand(argv, options, start);
        expect(laterCommand(once.argv, options, start)).toEqual(once);
        if (once.left_out !== undefined) {
          expect(once.argv).toEqual(argv);
          return;
        }
        const kept = argv.filter((one) => /^--?[a-z]/i.test(one) && !/^--(load|from|set|flag)/.test(one));
        const left = [...once.argv];
        for (const one of kept) {
          const at = left.indexOf(one);
          expect(at).toBeGreaterThanOrEqual(0);
          left.splice(0, at + 1);
        }
        expect(once.argv[0]).toBe(argv[0]);
      }),
      { numRuns: 3_000 },
    );
  });
});
