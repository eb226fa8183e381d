import { appendFileSync, cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { steps, until, Workshop } from './workshop.js';

/** Monitors and policies as people have them who come from a training setup on SLURM, in a folder of their own. */
class Setup extends Workshop {
  constructor() {
    super();
    cpSync(fileURLToPath(new URL('training-setup', import.meta.url)), this.directory, { recursive: true });
  }
}

const MONITORS = [
  'megatron_basic',
  'megatron_nccl',
  'megatron_stall_detection',
  'megatron_production',
  'megatron_checkpoint_eval',
];
const rules = (monitor: string, restart = 'megatron_transient') => [
  ...['--monitor', `monitoring/${monitor}.yaml`],
  ...['--restart', `restart/${restart}.yaml`],
];

const saved = (at: number) =>
  `  successfully saved checkpoint from iteration       ${at} to /ckpt/iter_${at} [ t 1/1, p 1/1 ]\n`;
const validated = (at: number) =>
  ` validation loss at iteration ${at} | lm loss value: 2.1E+00 | lm loss PPL: 8.1E+00 | \n`;
const nccl = 'RuntimeError: NCCL error in: ../torch/csrc/distributed/c10d/NCCLUtils.hpp:219, unhandled system error\n';
const oom = 'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.\n';

describe.concurrent('files as a training setup has them', () => {
  it('load without an error, and lint says which rules would hit a healthy run', async () => {
    using shop = new Setup();
    const { code, out } = await shop.cli(['rules', 'lint', '--format', 'jsonl', 'monitoring', 'restart']);
    const findings = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { code: string; level: string; file: string; line: number });
    expect(findings.filter(({ level }) => level === 'error')).toEqual([]);
    expect(code).toBe(1);
    const of = (wanted: string) =>
      findings.filter((one) => one.code === wanted).map(({ file, line }) => `${file}:${line}`);
    expect(of('checkpoint_success')).toHaveLength(3);
    expect(of('hits_healthy_line')).toEqual(
      expect.arrayContaining(['monitoring/megatron_production.yaml:50', 'monitoring/megatron_stall_detection.yaml:31']),
    );
  });

  it.each(MONITORS)('%s: steps, validation and checkpoints are no end, and no failure', async (monitor) => {
    using shop = new Setup();
    const text = steps(1, 3) + validated(3) + saved(3) + steps(4, 9);
    const live = await shop.told('run', rules(monitor), shop.job({ print: text }));
    const played = await shop.replay(text, ...rules(monitor));
    expect(live.code).toBe(0);
    expect(live.end).toMatchObject({ state: 'succeeded', final_step: 9, restarts: 0 });
    for (const told of [live, played]) {
      expect(told.incidents.filter((one) => !one.startsWith('ignored'))).toEqual([]);
      expect(told.decisions.filter((one) => !one.startsWith('ignore'))).toEqual([]);
      expect(told.end).toMatchObject({ final_step: 9, restarts: 0 });
    }
  });

  it('a rule that takes a count of no nan for one is disproved by the next steps', async () => {
    using shop = new Setup();
    const text = steps(1, 9);
    const told = await shop.told('run', rules('megatron_production'), shop.job({ print: text }));
    const hits = told.signals('loss_nan');
    expect(hits).toHaveLength(9);
    expect(hits[0]?.data).toMatchObject({ error_type: 'numerical_instability', kind: 'error' });
    expect(told.incidents).toEqual(['ignored numerical_instability']);
    expect(told.end).toMatchObject({ state: 'succeeded', root: null, restarts: 0 });
  });

  it.each([
    ['megatron_nccl', 'megatron_transient', nccl, 4, 'nccl_error'],
    ['megatron_production', 'megatron_conservative', nccl, 1, 'nccl_error'],
    ['megatron_production', 'default', oom, 3, 'gpu_memory'],
    ['megatron_basic', 'megatron_transient', oom, 1, 'gpu_memory'],
    ['megatron_stall_detection', 'megatron_aggressive', oom, 1, 'gpu_memory'],
  ])('%s with %s after %#: as often as the policy says', async (monitor, restart, line, attempts, root) => {
    using shop = new Setup();
    // Without the wait before each restart.
    const quick = shop
      .read(`restart/${restart}.yaml`)
      .replaceAll(/^( +)max_retries: .*/gm, '$&\n$1backoff: { initial: 0s, jitter: 0 }');
    shop.file(
      `restart/${restart}.yaml`,
      quick.replaceAll(/(AlwaysRestartPolicy.*) }/g, '$1, backoff: { initial: 0s, jitter: 0 } }'),
    );
    const args = rules(monitor, restart);
    const told = await shop.told('run', args, shop.job({ print: steps(1, 2) + line, exit: 1 }));
    expect(told.attempts).toBe(attempts);
    expect(told.code).toBe(3);
    expect(told.end).toMatchObject({ restarts: attempts - 1, root: { signal: root } });
  });

  it('a hang is restarted, and what somebody cancels is not', async () => {
    using shop = new Setup();
    const hang = 'node01: CUDA stream is stuck, frozen for 300 s\n';
    const text = steps(1, 2) + hang;
    const job = shop.file(
      'failed.test.yaml',
      caseOf('megatron_production', text, '{ state: failed, exit_code: 1 }', 'action: restart, error_type: hang'),
    );
    const cancelled = shop.file(
      'cancelled.test.yaml',
      caseOf(
        'megatron_production',
        `${steps(1, 2)}scancel was called by ada\n`,
        '{ state: cancelled }',
        'action: stop, error_type: cancelled',
        'cancelled',
      ),
    );
    const { code, out, err } = await shop.cli(['rules', 'test', job, cancelled]);
    expect({ code, out, err }).toEqual({ code: 0, out: '2 passed, 0 failed\n', err: '' });
  });

  it('a checkpoint starts the command with what its line says, and a line that ends the run cancels the job', async () => {
    using shop = new Setup();
    const text = `${steps(1, 3)}${saved(3)}${steps(4, 5)}dataset is exhausted after 1280 samples\n`;
    const told = await shop.told(
      'run',
      ['--name', 'train', '--run-id', 'r1', ...rules('megatron_checkpoint_eval')],
      shop.job({ print: text, hang: true }),
    );
    expect(shop.outputOfActions('r1')).toEqual(['evaluate /ckpt/iter_3 3 train/1\n']);
    expect(told.of('action').map(({ data }) => data.detail)).toContain('new_checkpoint');
    expect(told.attempts).toBe(1);
    expect(shop.livingJobs('r1')).toEqual([]);
    expect(told.code).toBe(3);
  });

  it('what an older run has written into the same log fails nothing', async () => {
    using shop = new Setup();
    const log = shop.file('train.log', steps(1, 4) + oom);
    const args = ['--log', log, ...rules('megatron_basic')];
    const told = await shop.told('run', args, shop.job({ append: { file: log, text: steps(1, 6) } }));
    expect(told.signals('gpu_memory')).toEqual([]);
    expect(told.code).toBe(0);
    expect(told.end).toMatchObject({ state: 'succeeded', final_step: 6 });
  });

  it('are followed by watch', async () => {
    using shop = new Setup();
    const log = shop.file('train.log', steps(1, 4));
    const watching = shop.watching('watch', [...rules('megatron_checkpoint_eval'), log]);
    await until('the steps are read', () => watching.now().of('progress').length > 0);
    appendFileSync(log, oom);
    await until('the failure is seen', () => watching.now().signals('gpu_memory').length === 1);
    watching.child.kill('SIGINT');
    expect((await watching.done).code).toBe(130);
  });
});

describe.concurrent('a file of one’s own that is named like one of a pack', () => {
  it('builds on the pack by `defaults`, and wins over it where it is given', async () => {
    using shop = new Workshop();
    const own = shop.file(
      'megatron_basic.yaml',
      `defaults: [ megatron_basic, _self_ ]
log_signals:
  - name: cuda_oom
    pattern: 'my own words for memory'
    state: { class_name: CrashState }
    metadata: { error_type: oom }
`,
    );
    const text = `${steps(1, 2)}${nccl}${oom}my own words for memory\n`;
    const told = await shop.replay(text, '--monitor', own);
    const hits = told.signals('cuda_oom');
    expect(hits.map(({ data }) => data.text)).toEqual(['my own words for memory']);
    expect(told.of('signal').map(({ data }) => data.error_type)).toContain('nccl');
    expect(told.of('progress')).not.toEqual([]);
  });
});

const caseOf = (
  monitor: string,
  text: string,
  job: string,
  decision: string,
  error_type = 'hang',
) => `monitor: monitoring/${monitor}.yaml
restart: restart/megatron_transient.yaml
tests:
  - name: it
    job: ${job}
    lines: ${JSON.stringify(text)}
    expect:
      decision: { ${decision} }
      incident: { error_type: ${error_type} }
`;
