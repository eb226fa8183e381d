import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JobState, JobStatus, Json, SigwatchEvent } from '../contract.js';
import { type CostState, newCosts } from './cost-state.js';
import { type CostInput, costsAfter } from './costs-after.js';
import { pricingOf } from './prices.js';
import { runCost } from './run-cost.js';

const HOUR = 3_600_000;
const TABLE = { as_of: '2026-09-19', gpus: { H100: 4, T4: { per_hour: 0.5, also: ['Tesla T4'] } } };

/** A run of H100s whose platform is looked at, and tells what it does; times in hours. */
function run(state: CostState = newCosts(pricingOf({ gpu: 'H100', count: 2 }, TABLE))) {
  let now = 0;
  let attempt = 1;
  const step = (input: Partial<CostInput>) => {
    state = costsAfter(state, { at: now * HOUR, events: [], start: {}, ...input });
  };
  const event = (event_type: string, data: Record<string, Json> = {}) =>
    ({ timestamp: new Date(now * HOUR).toISOString(), event_type, run_id: 'r', attempt, data }) as SigwatchEvent;
  return {
    at(hours: number) {
      now = hours;
    },
    begins(number: number, start: CostInput['start'] = {}) {
      attempt = number;
      step({ events: [event('attempt_started')], start });
    },
    is(job: JobState, more: Partial<JobStatus> = {}) {
      step({ job: { job: { id: 'x:1', incarnation: '' }, state: job, ...more } });
    },
    saves(fields: Record<string, Json>, phase = 'finished') {
      step({ events: [event('signal', { kind: 'checkpoint', fields, metadata: { phase } })] });
    },
    tells(event_type: string, data: Record<string, Json>) {
      step({ events: [event(event_type, data)] });
    },
    ends(state: string, job?: JobStatus, cancelling = false) {
      step({ events: [event('attempt_ended', { state })], job, cancelling });
    },
    /** A commit that says nothing of it. */
    goes(cancelling: boolean) {
      step({ cancelling });
    },
    cost: () => runCost(state, now * HOUR),
    state: () => state,
  };
}

describe('the time of a job', () => {
  it('costs from its start to its end, and not while it waits', () => {
    const one = run();
    one.begins(1);
    one.is('pending');
    one.at(5);
    one.is('running');
    one.at(6);
    expect(one.cost()).toMatchObject({ total: 8, seconds: 3_600, wasted: 0 });
    one.at(7);
    one.is('succeeded');
    one.ends('succeeded');
    one.at(50);
    expect(one.cost()).toMatchObject({
      ...{ total: 16, wasted: 0, currency: 'USD', prices_as_of: '2026-09-19', not_known: null },
      attempts: [{ attempt: 1, seconds: 7_200, total: 16, wasted: 0, wasted_seconds: 0 }],
    });
  });

  it('is what the platform says it was, where it says so', () => {
    const one = run();
    one.begins(1);
    one.at(3);
    one.is('running', { started_at: 1 * HOUR });
    one.at(9);
    one.is('failed', { started_at: 1 * HOUR, ended_at: 5 * HOUR });
    one.ends('failed');
    expect(one.cost()).toMatchObject({ seconds: 4 * 3_600, total: 32 });
  });

  it('is told of a job too that ran between two looks', () => {
    const one = run();
    one.begins(1);
    one.at(2);
    const job: JobStatus = {
      job: { id: 'x:1', incarnation: '' },
      state: 'failed',
      started_at: HOUR / 2,
      ended_at: HOUR,
    };
    one.ends('failed', job);
    expect(one.cost()).toMatchObject({ seconds: 1_800 });
  });

  it('stands still while the platform has put the job back into its queue', () => {
    const one = run();
    one.begins(1);
    one.is('running');
    one.at(1);
    one.is('pending');
    one.at(4);
    one.is('running', { started_at: 0 });
    one.at(6);
    expect(one.cost()).toMatchObject({ seconds: 3 * 3_600 });
  });
});

describe('a job that is cancelled', () => {
  const stalled = () => {
    const one = run();
    one.begins(1);
    one.is('running');
    one.at(1);
    one.saves({ step: 10 });
    one.at(2);
    one.ends('failed', { job: { id: 'x:1', incarnation: '' }, state: 'running' }, true);
    return one;
  };

  it('costs until it was seen to have ended, and that is wasted too', () => {
    const one = stalled();
    expect(one.cost()).toMatchObject({ total: 16, wasted: 8 });
    one.at(3);
    one.goes(true);
    expect(one.cost()).toMatchObject({ total: 24 });
    one.at(4);
    one.goes(false);
    one.at(9);
    one.goes(false);
    expect(one.cost()).toMatchObject({ total: 32, wasted: 24, seconds: 4 * 3_600 });
    one.begins(2, { resume_step: 10, resume_from: '/x', chosen: true });
    expect(one.cost()).toMatchObject({ total: 32, wasted: 24 });
  });

  it('costs no longer than to the beginning of the next one', () => {
    const one = stalled();
    one.at(5);
    one.begins(2);
    one.at(7);
    expect(one.cost().attempts).toMatchObject([{ seconds: 5 * 3_600, wasted_seconds: 4 * 3_600 }, { seconds: 0 }]);
  });

  it('and is left as it is, costs until then', () => {
    const one = run();
    one.begins(1);
    one.is('running');
    one.at(2);
    one.ends('failed', { job: { id: 'x:1', incarnation: '' }, state: 'running' });
    one.at(9);
    one.goes(false);
    expect(one.cost()).toMatchObject({ total: 16, wasted: 16 });
  });
});

describe('what is wasted', () => {
  const failing = () => {
    const one = run();
    one.begins(1);
    one.is('running');
    one.at(2);
    one.saves({ checkpoint_path: 'out/step_20', step: 20 });
    one.at(3);
    one.saves({ checkpoint_path: 'out/step_30', step: 30 });
    one.saves({ checkpoint_path: 'out/step_40' }, 'started');
    one.at(4);
    one.is('failed');
    one.ends('failed');
    return one;
  };

  it('is the time since the last checkpoint that was written to its end', () => {
    expect(failing().cost()).toMatchObject({ total: 32, wasted: 8, wasted_seconds: 3_600 });
  });

  it.each([
    ['the checkpoint that was found whole', { resume_from: '/data/out/step_20', chosen: true }, 2],
    ['the one of that step', { resume_from: '/elsewhere', resume_step: 20, chosen: true }, 2],
    ['the start, where the checkpoint is of an earlier attempt', { resume_from: '/data/out/step_5', chosen: true }, 4],
    ['the start, where none was found', { chosen: true }, 4],
    ['the last that was written, where nobody looked for one', {}, 1],
  ] as const)('is told anew when another attempt goes on: since %s', (_, start, hours) => {
    const one = failing();
    one.begins(2, start);
    expect(one.cost().attempts[0]).toMatchObject({ wasted_seconds: hours * 3_600, wasted: hours * 8 });
  });

  it('is all of an attempt that has written none', () => {
    const one = run();
    one.begins(1);
    one.is('running');
    one.at(1);
    one.ends('timed_out');
    expect(one.cost()).toMatchObject({ total: 8, wasted: 8 });
  });

  it('is nothing of one that a person has ended, until another goes on for it', () => {
    const one = run();
    one.begins(1);
    one.is('running');
    one.at(1);
    one.is('cancelled');
    one.ends('cancelled');
    expect(one.cost().wasted).toBe(0);
    one.begins(2);
    expect(one.cost().wasted).toBe(8);
  });
});

describe('the GPUs', () => {
  const running = (wish: Parameters<typeof pricingOf>[0], isPriced = true) => {
    const one = run(newCosts(pricingOf(wish, isPriced ? TABLE : undefined)));
    one.begins(1);
    one.is('running');
    one.at(1);
    return one;
  };

  it.each([
    [{ gpu: 'H100', count: 8 }, 'H100', 8, 32],
    [{ gpu: 'h100:2' }, 'H100', 2, 8],
    [{ gpu: 'H100!' }, 'H100', 1, 4],
    [{ gpu: 'NVIDIA Tesla T4', count: 2 }, 'T4', 2, 1],
    [{ gpu: 'Tesla T4' }, 'T4', 1, 0.5],
  ])('are as somebody has set them: %j', (wish, gpu_type, gpu_count, total) => {
    expect(running(wish).cost()).toMatchObject({ gpu_type, gpu_count, total });
  });

  it('are else as they are measured, or as the job tells them', () => {
    const one = running({});
    expect(one.cost()).toMatchObject({ total: null, wasted: null, not_known: expect.stringContaining('cost: { gpu') });
    one.tells('gpu_stats', { gpu_type: 'Tesla T4' });
    expect(one.cost()).toMatchObject({ gpu_type: 'T4', total: null, not_known: expect.stringContaining('how many') });
    one.tells('signal', {
      kind: 'notice',
      metadata: { event: 'gpu_check' },
      fields: { gpu_type: 'Tesla T4', gpus: '4' },
    });
    expect(one.cost()).toMatchObject({ gpu_count: 4, total: 2, not_known: null });
  });

  it('have no price where the table has none, which is told and never nothing', () => {
    expect(running({ gpu: 'B200' }).cost()).toMatchObject({
      ...{ total: null, wasted: null, seconds: 3_600, gpu_type: 'B200' },
      attempts: [{ attempt: 1, total: null, wasted: null }],
      not_known: expect.stringMatching(/^the prices of 2026-09-19 have none of B200: add it/),
    });
    expect(running({ gpu: 'B200' }, false).cost()).toMatchObject({
      ...{ total: null, prices_as_of: null },
      not_known: expect.stringContaining('there is no table of prices'),
    });
  });
});

it('hands back the same state where a commit changes nothing of it', () => {
  const one = run();
  one.begins(1);
  one.is('running');
  const before = one.state();
  one.at(1);
  one.is('running');
  one.tells('progress', { step: 1 });
  expect(one.state()).toBe(before);
});

it('remembers a hundred attempts one by one, and what all have cost', () => {
  const one = run();
  for (let number = 1; number <= 150; number++) {
    one.begins(number);
    one.is('running');
    one.at(number);
    one.is('failed');
    one.ends('failed');
  }
  const { attempts, seconds, wasted_seconds } = one.cost();
  expect({ kept: attempts.length, first: attempts[0]?.attempt, seconds, wasted_seconds }).toEqual({
    ...{ kept: 100, first: 51, seconds: 150 * 3_600, wasted_seconds: 150 * 3_600 },
  });
});

it('never counts more than has passed, nor wastes more than it counts, whatever happens in which order', () => {
  const happening = fc.oneof(
    fc.record({ kind: fc.constant('is' as const), job: fc.constantFrom<JobState>('pending', 'running', 'failed') }),
    fc.record({ kind: fc.constant('saves' as const), step: fc.nat(9) }),
    fc.record({ kind: fc.constant('again' as const), resume_step: fc.nat(9), cancelling: fc.boolean() }),
    fc.record({ kind: fc.constant('goes' as const), cancelling: fc.boolean() }),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(happening, fc.integer({ min: 0, max: 5 }))), (all) => {
      const one = run();
      let [now, number] = [0, 1];
      one.begins(1);
      for (const [what, hours] of all) {
        now += hours;
        one.at(now);
        if (what.kind === 'is') one.is(what.job);
        else if (what.kind === 'saves') one.saves({ step: what.step });
        else if (what.kind === 'goes') one.goes(what.cancelling);
        else {
          one.ends('failed', undefined, what.cancelling);
          one.begins(++number, { resume_from: '/x', resume_step: what.resume_step, chosen: true });
        }
      }
      const { seconds, wasted_seconds, attempts } = one.cost();
      expect(seconds).toBeLessThanOrEqual(now * 3_600);
      expect(wasted_seconds).toBeGreaterThanOrEqual(0);
      for (const each of attempts) expect(each.wasted_seconds).toBeLessThanOrEqual(each.seconds);
    }),
  );
});
