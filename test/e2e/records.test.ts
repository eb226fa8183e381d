import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { errorRecordSchema, monitorRecordSchema, type RunRecord, runRecordSchema } from '@sigwatch/core';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { FakeNvidiaSmi } from '../support/fake-nvidia-smi.js';
import { hasPty } from '../support/pty.js';
import { step, steps, until, Workshop } from './workshop.js';

const ajv = new Ajv({ strict: false });
const checks = [
  ['monitor_', ajv.compile(monitorRecordSchema)],
  ['errors_', ajv.compile(errorRecordSchema)],
] as const;
const checkSummary = ajv.compile(runRecordSchema);

/** What stands in the folder of records; every line and summary holds its schema. */
function recordsIn(shop: Workshop, folder = 'records') {
  const directory = join(shop.directory, folder);
  const names = readdirSync(directory).sort();
  const lines = (prefix: string) =>
    names
      .filter((name) => name.startsWith(prefix))
      .flatMap((name) => readFileSync(join(directory, name), 'utf8').split('\n').slice(0, -1))
      .map((line) => JSON.parse(line));
  for (const [prefix, check] of checks)
    for (const line of lines(prefix)) expect(check(line), JSON.stringify(line)).toBe(true);
  const summaries = names
    .filter((name) => name.startsWith('summary_'))
    .map((name): RunRecord => JSON.parse(readFileSync(join(directory, name), 'utf8')));
  for (const one of summaries) expect(checkSummary(one), JSON.stringify(checkSummary.errors)).toBe(true);
  return { names, monitor: lines('monitor_'), errors: lines('errors_'), summaries };
}
/** A program that notes each of its calls, and how many lines the run had by then. */
const NOTES = '#!/bin/sh\necho "$* $(cat records/monitor_*.jsonl | wc -l)" >> commits\nexit "$(cat ends-with)"\n';
const traceback =
  'Traceback (most recent call last):\n  File "a.py", line 3, in <module>\nRuntimeError: NCCL error in: a.cpp:1\n';

describe('records of a run', () => {
  it('tell of its restart, its end, and the metric, and have every event once', async () => {
    using shop = new Workshop();
    const job = shop.job({ print: steps(1, 3) + traceback, exit: 1 }, { print: steps(2, 5), exit: 0 });
    const ran = await shop.told(
      'run',
      ['--records', 'records', '--name', 'train', '--run-id', 'r1', ...shop.policy('')],
      job,
    );
    expect(ran.code).toBe(0);
    const { monitor, errors, summaries, names } = recordsIn(shop);
    const ours = monitor.filter(({ event_type }) => !event_type.startsWith('training_'));
    expect(ours).toEqual(ran.events);
    expect(monitor.map(({ event_type }) => event_type).filter((type) => type.startsWith('training_'))).toEqual([
      ...['training_started', 'training_completed'],
    ]);
    expect(errors[0]).toMatchObject({
      error_type: 'RuntimeError',
      diagnosis: 'nccl',
      incident: 'r1/1/1',
      script: 'train',
      traceback: traceback.trimEnd(),
    });
    expect(summaries).toMatchObject([
      {
        training: { script: 'train', status: 'succeeded', steps_completed: 5, final_metric: 2.5 },
        attempts: [
          { attempt: 1, status: 'failed', exit_code: 1, last_step: 3 },
          { attempt: 2, status: 'succeeded', first_step: 2 },
        ],
        decisions: [{ action: 'restart', error_type: 'nccl' }],
      },
    ]);
    expect(summaries[0]?.time_lost_seconds).toBeGreaterThan(0);
    expect(names.at(-1)).toMatch(/^summary_train_\d{8}_\d{6}_[0-9a-f]{6}\.json$/);
  });

  it.skipIf(!hasPty())(
    'are there when the terminal of sigwatch is closed, and go on in the next life, also after a kill',
    async () => {
      using shop = new Workshop();
      const go = join(shop.directory, 'go');
      const job = shop.job({ print: steps(1, 3), wait_for: go, after: steps(4, 5), exit: 0 });
      shop.file('sigwatch.yaml', 'records: records\n');
      await shop.closesTerminal('r1', [...shop.fewRules(), '--', ...job]);
      const args = ['--run-id', 'r1', ...shop.fewRules()];
      expect(recordsIn(shop).summaries).toMatchObject([
        { training: { status: 'interrupted', steps_completed: 3, end_time: null } },
      ]);
      const second = shop.watching('run', args);
      await shop.supervised('r1');
      second.child.kill('SIGKILL');
      await second.done;
      shop.file('go', '');
      const last = await shop.told('run', args);
      expect(last.code).toBe(0);
      const { monitor, summaries } = recordsIn(shop);
      const journal = readFileSync(join(shop.state, 'runs/r1/events.jsonl'), 'utf8').split('\n').slice(0, -1);
      expect(monitor.filter(({ event_type }) => !event_type.startsWith('training_'))).toEqual(
        journal.map((line) => JSON.parse(line)),
      );
      expect(summaries).toMatchObject([
        { training: { status: 'succeeded', steps_completed: 5 }, time_lost_seconds: 0 },
      ]);
    },
  );

  it('of a replay are by the days of its lines, and stand there once however often it is replayed', async () => {
    using shop = new Workshop();
    const midnight = 12 * 3600;
    const log = step(1, midnight - 2) + step(2, midnight - 1) + step(3, midnight + 1) + traceback;
    for (let i = 0; i < 2; i++) await shop.replay(log, '--records', 'records');
    const { names, errors, summaries, monitor } = recordsIn(shop);
    expect(names.slice(0, 4)).toEqual([
      'errors_2026-03-02.jsonl',
      'monitor_2026-03-01.jsonl',
      'monitor_2026-03-02.jsonl',
      names[3],
    ]);
    expect([errors.length, summaries.length]).toEqual([1, 1]);
    expect(monitor.filter(({ event_type }) => event_type === 'run_ended').length).toBe(1);
  });

  it('are kept in logs/monitor where the folder can not be written, which is said once', async () => {
    using shop = new Workshop();
    const args = ['--records', shop.file('blocked', ''), ...shop.fewRules()];
    const ran = await shop.told('run', args, shop.job({ print: steps(1, 3), exit: 0 }));
    expect(ran.code).toBe(0);
    expect(
      ran.err.match(/The records can't be written to \S+blocked: .* They are kept in \S+logs\/monitor\./g)?.length,
    ).toBe(1);
    expect(recordsIn(shop, 'logs/monitor').summaries).toMatchObject([{ training: { status: 'succeeded' } }]);
  });

  it('that can not be written anywhere are told of once, and cost the run nothing', async () => {
    using shop = new Workshop();
    shop.file('logs', '');
    const ran = await shop.told(
      'run',
      ['--records', shop.file('blocked', ''), ...shop.fewRules()],
      shop.job({ print: steps(1, 3), exit: 0 }),
    );
    expect(ran.code).toBe(0);
    expect(ran.err.match(/The records in \S+ can't be written/g)?.length).toBe(1);
  });

  describe('in a container', () => {
    const container = {
      ...{ MODAL_TASK_ID: 'ta-1', MODAL_REGION: 'us-east-1', MODAL_IMAGE_ID: 'im-1', MODAL_APP_ID: 'ap-1' },
      ...{ MODAL_IDENTITY_TOKEN: 'hush-token', MODAL_ENVIRONMENT: 'main' },
    };
    const memory = 'GPU memory: allocated 79000 MB, reserved 80000 MB, total 81559 MB\n';
    const SETTINGS =
      'records: { directory: records, commit: [sh, keep.sh, it], commit_interval: 1s }\nhealth: { timeout: 5m }\n';
    /** A run that prints, and goes on until there is a file `go`. */
    const runIn = (shop: Workshop, env: Record<string, string>, print: string) => {
      shop.file('keep.sh', NOTES);
      const job = shop.job({ print, wait_for: join(shop.directory, 'go'), exit: 0 });
      const args = ['run', '--format', 'jsonl', '--config', shop.file('sigwatch.yaml', SETTINGS)];
      return shop.cli([...args, '--', ...job], env);
    };
    const commitsIn = (shop: Workshop): string[] => {
      const path = join(shop.directory, 'commits');
      return existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
    };
    const samplesIn = (shop: Workshop): number =>
      existsSync(join(shop.directory, 'records'))
        ? recordsIn(shop).monitor.filter(({ event_type }) => event_type === 'gpu_stats').length
        : 0;

    it('tell where it is, on what GPUs, how memory was, and are committed after the last of them', async () => {
      using shop = new Workshop();
      const smi = new FakeNvidiaSmi(shop.directory);
      smi.tells([{ use: 90, memory: 70_000 }]);
      shop.file('ends-with', '0');
      const env = { ...container, PATH: `${dirname(smi.path)}${delimiter}${process.env.PATH}` };
      const ran = runIn(shop, env, steps(1, 3) + memory);
      await until('two samples, and two commits', () => samplesIn(shop) > 1 && commitsIn(shop).length > 1);
      shop.file('go', '');
      expect((await ran).code).toBe(0);
      const { summaries, monitor } = recordsIn(shop);
      expect(summaries).toMatchObject([
        {
          environment: { platform: 'modal', app: 'ap-1', task: 'ta-1', region: 'us-east-1', image: 'im-1' },
          gpu_check: { result: 'ok', gpus: 1, gpu_type: 'NVIDIA H100 80GB HBM3', memory_total_mb: 81559 },
          training: { gpu_type: 'NVIDIA H100 80GB HBM3' },
          gpu_stats: { samples: samplesIn(shop), unhealthy: 1 },
        },
      ]);
      expect(monitor.map(({ data }) => data.signal)).toContain('gpu_memory_full');
      expect(JSON.stringify([summaries, monitor])).not.toContain('hush');
      expect(commitsIn(shop).at(-1)).toBe(`it ${monitor.length}`);
    });

    it('are none the worse for a commit that fails, which is told once', async () => {
      using shop = new Workshop();
      shop.file('ends-with', '3');
      const running = runIn(shop, container, steps(1, 3));
      await until('three commits', () => commitsIn(shop).length > 2);
      shop.file('go', '');
      const ran = await running;
      expect(ran.code).toBe(0);
      expect(ran.err.match(/could not be committed: sh ended with exit code 3/g)?.length).toBe(1);
      expect(recordsIn(shop).summaries).toMatchObject([{ training: { status: 'succeeded' } }]);
    });
  });

  it('of logs that are only watched are kept too', async () => {
    using shop = new Workshop();
    await shop.told('watch', ['--once', '--records', 'records', shop.file('a.log', steps(1, 3) + traceback)]);
    expect(recordsIn(shop).summaries).toMatchObject([{ training: { steps_completed: 3, status: 'failed' } }]);
  });
});
