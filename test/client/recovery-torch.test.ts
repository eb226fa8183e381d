import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Told, Workshop } from '../e2e/workshop.js';
import { clientPackage, clientPython } from './client-home.js';

const job = fileURLToPath(new URL('jobs/troubled.py', import.meta.url));
const shipped = fileURLToPath(new URL('../../plugins/health/restart/stability_recover.yaml', import.meta.url));

/** What goes wrong in an attempt, at which step; what is told of it; and what the next attempt is given. */
const troubles = [
  {
    ...{ fault: 'nan', at: 130, signal: 'nan_detected', error_type: 'numerical_instability', step: 130 },
    ...{ from: 120, resume: 'before_failure', factors: {} },
    reason: 'numerical_instability is restarted from a checkpoint before the failure.',
  },
  {
    // Its newest checkpoint is broken before it fails.
    ...{ fault: 'corrupt', at: 245, error_type: 'nccl' },
    ...{ from: 220, resume: 'latest_verified', factors: {} },
    reason: 'nccl is restarted.',
  },
  {
    ...{ fault: 'explosion', at: 350, signal: 'gradient_explosion', error_type: 'numerical_instability', step: 350 },
    ...{ from: 340, resume: 'before_failure', factors: { lr: 0.1 } },
    reason: 'numerical_instability is restarted from a checkpoint before the failure with lr × 0.1 (at least 1e-7).',
  },
  {
    ...{ fault: 'divergence', at: 470, signal: 'loss_divergence', error_type: 'numerical_instability', step: 470 },
    ...{ from: 460, resume: 'before_failure', factors: { epsilon: 1.5 } },
    reason: 'numerical_instability is restarted from a checkpoint before the failure with epsilon × 1.5 (at most 1).',
  },
  {
    ...{ fault: 'oom', at: 590, signal: 'cuda_oom', error_type: 'oom' },
    ...{ from: 580, resume: 'latest_verified', factors: { batch_size: 0.5, gradient_accumulation: 2 } },
    reason: 'oom is restarted with batch_size × 0.5 (at least 1), gradient_accumulation × 2.',
  },
] as const;
const LAST = 700;

const env = { PYTHONPATH: clientPackage, PYTHONDONTWRITEBYTECODE: '1', OMP_NUM_THREADS: '1' };
const faults = Object.fromEntries(troubles.map(({ fault, at }, i) => [i + 1, [fault, at]]));

/** A step, its loss to the last bit, and the settings that it was made with. */
type Step = readonly [step: number, loss: string, ...settings: number[]];
const stepsIn = (folder: string, attempt: number): readonly Step[] =>
  readFileSync(join(folder, `steps-${attempt}`), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('a training of torch that meets one trouble after another', () => {
  const shop = new Workshop();
  const undisturbed = new Workshop();
  let told: Told;
  beforeAll(async () => {
    const variables = Object.entries({ ...env, FAULTS: JSON.stringify(faults) }).map(
      ([name, value]) => `${name}=${value}`,
    );
    // As they are shipped, but for the waits.
    const policy = readFileSync(shipped, 'utf8').replace(/backoff: .*/g, 'backoff: { initial: 0s, jitter: 0 }');
    const monitor = 'class_name: LogMonitor\ndefaults: [stability_strict, default]\nhold_seconds: 0.5\n';
    told = await shop.told(
      'run',
      [
        ...[
          '--run-id',
          'troubled',
          '--records',
          join(shop.directory, 'records'),
          '--checkpoint-dir',
          join(shop.directory, 'ckpt'),
        ],
        ...['--monitor', shop.file('monitor.yaml', monitor), '--restart', shop.file('policy.yaml', policy)],
      ],
      ['env', ...variables, clientPython(), job, shop.directory],
    );
    const schedule = troubles.map(({ from, factors }) => [from, factors]);
    await execa(clientPython(), [job, undisturbed.directory, JSON.stringify(schedule)], { env });
  });
  afterAll(() => {
    shop[Symbol.dispose]();
    undisturbed[Symbol.dispose]();
  });

  it('comes to its end, with one restart for each', () => {
    expect(told.end, told.story).toMatchObject({ state: 'succeeded', restarts: troubles.length, final_step: LAST });
    expect(told.code).toBe(0);
  });

  it.each(troubles.map((one, i) => ({ ...one, attempt: i + 1 })))(
    '$fault: detected at step $at, and restarted from step $from with what it asks for',
    (one) => {
      const { attempt, error_type, resume, reason, from } = one;
      const closed = told.of('incident_closed').filter((event) => event.attempt === attempt);
      const root = closed.at(-1)?.data.root as { signal: string; error_type: string; fields: { step?: number } };
      expect(root, told.story).toMatchObject({ error_type });
      if ('signal' in one) expect(root.signal).toBe(one.signal);
      const signal = told.of('signal').find((event) => event.attempt === attempt && event.data.signal === root.signal);
      if ('step' in one) expect(signal?.data.fields).toMatchObject({ step: one.step });
      const decided = told.of('decision').filter((event) => event.attempt === attempt);
      expect(decided.map(({ data }) => data)).toMatchObject([{ action: 'restart', error_type, resume, reason }]);
      const next = told.of('attempt_started').find((event) => event.attempt === attempt + 1);
      expect(next?.data.resume_from).toBe(join(shop.directory, 'ckpt', `step_${from}.pt`));
    },
  );

  it('names the checkpoint that is broken', () => {
    const notices = told.of('notice').map(({ data }) => String(data.text));
    expect(notices.filter((text) => text.includes('step_240.pt'))).toHaveLength(1);
    expect(notices.join()).not.toContain('step_220.pt is');
  });

  it('makes every step as a training that nothing ever happened to, to the last bit', () => {
    const expected = stepsIn(undisturbed.directory, 1);
    expect(expected).toHaveLength(LAST);
    let first = 1;
    const rest = { fault: 'none', at: LAST + 1, from: LAST, factors: {} };
    for (const [i, { at, from, fault, factors }] of [...troubles, rest].entries()) {
      // Behind the checkpoint the one that nothing happened to goes on with the settings of the next attempt.
      const same = Object.keys(factors).length === 0 ? at - 1 : from;
      const made = stepsIn(shop.directory, i + 1);
      expect(made[0]?.[0], `attempt ${i + 1}`).toBe(first);
      expect(
        made.filter(([step]) => step <= same),
        `before ${fault}`,
      ).toEqual(expected.slice(first - 1, same));
      first = from + 1;
    }
  });

  it('has in its record what was tried, and that it helped', () => {
    const [summary = ''] = readdirSync(join(shop.directory, 'records')).filter((name) => name.startsWith('summary_'));
    const { recoveries } = JSON.parse(readFileSync(join(shop.directory, 'records', summary), 'utf8'));
    expect(recoveries).toMatchObject({ total: 4, rollbacks: 3, changes: 3 });
    expect(
      recoveries.list.map((one: { outcome: string; resume_from: string }) => [one.outcome, basename(one.resume_from)]),
    ).toEqual(troubles.filter(({ fault }) => fault !== 'corrupt').map(({ from }) => ['further', `step_${from}.pt`]));
  });
});
