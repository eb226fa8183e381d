import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { Workshop } from './workshop.js';

const train = fileURLToPath(new URL('../../examples/ray/train.py', import.meta.url));

/** A folder with a `kubectl` that notes its words and hands `exec POD -- CMD` to this machine. */
class PodWorkshop extends Workshop {
  readonly #bin = join(this.directory, 'bin');
  readonly #other = join(this.directory, 'pod');

  constructor() {
    super();
    mkdirSync(this.#bin);
    const path = this.file(
      'bin/kubectl',
      `#!/bin/sh\necho "$1 $2 $3 $4 $5 $6" >> '${this.directory}/kubectl.log'\nwhile [ "$1" != -- ]; do shift; done\nshift\nexec "$@"\n`,
    );
    chmodSync(path, 0o755);
    this.file(
      'sigwatch.yaml',
      `adapter: { class_name: ExecAdapter, directory: '${this.#other}', poll_interval_seconds: 1, resume_args: ["--resume_from_checkpoint", "{checkpoint_path}"] }\n`,
    );
  }

  override start(args: readonly string[], env: Record<string, string> = {}) {
    return super.start(args, { PATH: `${this.#bin}${delimiter}${process.env.PATH}`, ...env });
  }

  get flags(): string[] {
    return ['--config', join(this.directory, 'sigwatch.yaml'), '--pod', 'trainer-0', '--namespace', 'ml'];
  }

  get checkpoints(): string {
    return join(this.directory, 'checkpoints');
  }

  train(...words: readonly string[]): readonly string[] {
    return ['python3', train, '--checkpoint-dir', this.checkpoints, '--seconds', '0.05', ...words];
  }
}

it('a training in a pod is started there, fails, and goes on from its newest whole checkpoint', async () => {
  using shop = new PodWorkshop();
  const flags = [...shop.flags, ...shop.policy(''), '--checkpoint-dir', shop.checkpoints, '--run-id', 'pod'];
  const told = await shop.watching('submit', [...flags, 'exec'], shop.train('--fail', 'nccl')).done;
  expect(told.decisions, told.err).toEqual(['restart nccl']);
  expect(told.end).toMatchObject({ state: 'succeeded', restarts: 1, final_step: 40 });
  expect(told.of('attempt_started').map(({ data }) => data.resume_from)).toEqual([
    undefined,
    join(shop.checkpoints, 'global_step_30'),
  ]);
  const asked = readFileSync(join(shop.directory, 'kubectl.log'), 'utf8').trim().split('\n');
  expect(new Set(asked.map((line) => line.split(' -- ')[0]))).toEqual(new Set(['exec -n ml trainer-0']));
});

it('the defaults of such a run hold where nobody says otherwise, and flags come first', async () => {
  using shop = new PodWorkshop();
  const submitted = async (run: string, ...more: string[]) => {
    const flags = [...shop.flags, '--run-id', run, ...more];
    const told = await shop.watching('submit', [...flags, 'exec'], ['true']).done;
    return told.of('run_started')[0]?.data;
  };
  expect(await submitted('a')).toMatchObject({ monitor: ['ray_training'], policy: 'ray' });
  expect((await submitted('b', '--restart', 'none', '--monitor', 'megatron_basic')) ?? {}).toMatchObject({
    monitor: ['megatron_basic'],
  });
});

it('says what a word is that is no option, and whose option another one is', async () => {
  using shop = new PodWorkshop();
  const typed = (...words: string[]) => shop.cli(['submit', '--no-config', ...words]);
  expect(await typed('exec', '--frobnicate', '--', 'true')).toMatchObject({
    code: 2,
    err: expect.stringContaining('--frobnicate is no option of sigwatch submit exec'),
  });
  expect(await typed('exec', '--num-gpus', '2', '--', 'true')).toMatchObject({
    code: 2,
    err: expect.stringContaining('--num-gpus is an option for ray, and not for exec'),
  });
  expect(await typed('exec', '--pod', 'p', '--host', 'h', '--', 'true')).toMatchObject({
    code: 2,
    err: expect.stringContaining('--pod and --host say two different places'),
  });
  expect(await typed('moon', '--', 'true')).toMatchObject({
    code: 2,
    err: expect.stringContaining('sigwatch submits to slurm, ray, modal, exec, and not to moon'),
  });
  expect(await typed('ray', '--address', 'ray://head:10001', '--', 'true')).toMatchObject({
    code: 2,
    err: expect.stringContaining('http://head:8265'),
  });
});
