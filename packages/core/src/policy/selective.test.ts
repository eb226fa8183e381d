import { describe, expect, it } from 'vitest';
import type { Incident, Ledger, Mode, Progress } from '../contract.js';
import { signal } from '../run/attempt.fixture.js';
import { alwaysRestartPolicy } from './always.js';
import { backoffDelay } from './backoff.js';
import { decide, randomOf } from './decide.js';
import { debit, emptyLedger, refund } from './ledger.js';
import { noRestartPolicy } from './never.js';
import { type SelectiveConfig, selectiveRestartPolicy } from './selective.js';

function incident(
  error_type: string,
  step?: number,
  more: { name?: string; mode?: Mode; subsystem?: string; node?: string } = {},
): Incident {
  const { name = error_type, mode = 'crash', subsystem, node } = more;
  const root = signal(0, { name, mode, error_type, ...(subsystem ? { subsystem } : {}) });
  const progress: Progress | 'unknown' = step === undefined ? 'unknown' : { step, at: 0, fields: {} };
  return {
    id: 'r/1/1',
    mode,
    root,
    signals: [root],
    explained: [],
    progress,
    confidence: 'high',
    ...(node && { culprit: { node } }),
  };
}

const says = (config: SelectiveConfig, what: Incident, ledger: Ledger = emptyLedger) =>
  selectiveRestartPolicy(config).decide({ incident: what, ledger, now: 0, random: 0.5 });

const lists: SelectiveConfig = {
  default_action: 'stop',
  restart_on_error_types: ['nccl', 'oom'],
  restart_on_subsystems: ['distributed'],
  restart_on_signals: ['cuda_hang'],
  exclude_error_types: ['oom', 'exception'],
};

describe('SelectiveRestartPolicy', () => {
  it.each([
    ['a listed type', incident('nccl'), 'restart'],
    ['an excluded type, though it is listed', incident('oom'), 'stop'],
    ['a listed subsystem', incident('other', 1, { subsystem: 'distributed' }), 'restart'],
    ['an excluded type of a listed subsystem', incident('exception', 1, { subsystem: 'distributed' }), 'stop'],
    ['a listed signal', incident('hang', 1, { name: 'cuda_hang' }), 'restart'],
    ['what is in no list', incident('torch'), 'stop'],
    ['what a person cancelled', incident('nccl', 1, { name: 'cancelled_by_user' }), 'stop'],
    ['what a rule of one’s own calls so', incident('cancelled_by_user', 1, { subsystem: 'distributed' }), 'stop'],
  ])('%s', (_, what, action) => {
    expect(says(lists, what).action).toBe(action);
  });

  it('restarts what a person cancelled only where a list names that very signal', () => {
    const cancelled = { ...signal(0, { name: 'cancelled_by_user', mode: 'crash' }), line: 0, order: -1 };
    const earlier = incident('nccl');
    const alone = { ...incident('cancelled', 1, { name: 'cancelled_by_user' }) };
    const both = { ...earlier, signals: [...earlier.signals, cancelled] };
    for (const what of [alone, both]) {
      expect(says({ ...lists, default_action: 'restart' }, what)).toMatchObject({
        action: 'stop',
        reason: 'somebody cancelled the job.',
      });
      const named = { ...lists, restart_on_signals: ['cancelled_by_user'] };
      expect(says(named, what).action).toBe('restart');
      expect(says({ ...named, exclude_signals: ['cancelled_by_user', 'nccl'] }, what).action).toBe('stop');
    }
  });

  it('stops at an exit code that asks for no restart, whatever a list says', () => {
    const ended = (exit_code: number): Incident => {
      const last = signal(0, { name: 'job_failed', mode: 'crash', fields: { exit_code } });
      const what = incident('nccl');
      return { ...what, signals: [...what.signals, { ...last, line: 0, order: -1 }] };
    };
    expect(says(lists, ended(93))).toMatchObject({
      action: 'stop',
      reason: 'the job ended with exit code 93, which asks for no restart.',
    });
    expect(says(lists, ended(1)).action).toBe('restart');
    expect(says({ ...lists, no_restart_exit_codes: [7] }, ended(93)).action).toBe('restart');
    expect(says({ ...lists, no_restart_exit_codes: [7] }, ended(7)).action).toBe('stop');
    const always = alwaysRestartPolicy({});
    expect(always.decide({ incident: ended(93), ledger: emptyLedger, now: 0, random: 0 }).action).toBe('stop');
  });

  it('takes the default where no list names it', () => {
    expect(says({ default_action: 'restart' }, incident('unknown'))).toMatchObject({
      action: 'restart',
      error_type: 'unknown',
    });
  });

  it('gives max_retries restarts, not starts', () => {
    let ledger = emptyLedger;
    const actions = [1, 2, 3, 4].map((attempt) => {
      const decision = says({ ...lists, max_retries: 3 }, incident('nccl'), ledger);
      if (decision.action === 'restart') ledger = debit(ledger, incident('nccl'), attempt);
      return decision.action;
    });
    expect(actions).toEqual(['restart', 'restart', 'restart', 'stop']);
  });

  it('counts each mode for itself', () => {
    const spent = debit(emptyLedger, incident('nccl', 1, { mode: 'stall' }), 1);
    expect(says({ ...lists, max_retries: 1 }, incident('nccl'), spent).action).toBe('restart');
    expect(says({ ...lists, max_retries: 1 }, incident('nccl', 1, { mode: 'stall' }), spent).action).toBe('stop');
  });

  it('holds a type to its own budget inside max_retries', () => {
    const config = { ...lists, default_action: 'restart' as const, budgets: { nccl: 1 }, max_retries: 5 };
    const spent = debit(emptyLedger, incident('nccl'), 1);
    expect(says(config, incident('nccl'), spent)).toMatchObject({
      action: 'stop',
      reason: expect.stringContaining('all 1 restarts for nccl'),
    });
    expect(says(config, incident('torch'), spent).action).toBe('restart');
  });

  it('still stops an out-of-memory for its own sake when the budget is spent', () => {
    const spent = debit(debit(debit(emptyLedger, incident('nccl'), 1), incident('nccl'), 2), incident('nccl'), 3);
    expect(says(lists, incident('oom'), spent).reason).toBe('oom is never restarted.');
  });

  it('gives the budget back after verified steps beyond the last failing one, and only then', () => {
    const config = { ...lists, max_retries: 1, reset_after: { steps: 500 } };
    const spent = debit(emptyLedger, incident('nccl', 1000), 1);
    expect(says(config, incident('nccl', 1499), spent).action).toBe('stop');
    expect(says(config, incident('nccl', 1500), spent)).toMatchObject({ action: 'restart', restarts_used: 0 });
    expect(says(config, incident('nccl'), spent).action).toBe('stop');
    expect(refund(spent, incident('nccl', 1500), 500).step_at_failure).toBe(1000);
  });

  it('gives no budget back that belongs to a mode whose policy gives none back', () => {
    const both = debit(debit(emptyLedger, incident('hang', 900, { mode: 'stall' }), 1), incident('nccl', 1000), 2);
    const back = refund(both, incident('nccl', 1500), 500);
    expect(back).toMatchObject({ by_mode: { stall: 1 }, total: 1 });
    expect(says({ ...lists, max_retries: 1 }, incident('nccl', 1600, { mode: 'stall' }), back).action).toBe('stop');
    expect(refund(emptyLedger, incident('nccl', 1500), 500)).toEqual(emptyLedger);
  });

  it('stops the same failure at the same known step, whatever its type; an unknown step never equals another', () => {
    const config = { ...lists, max_retries: 9, same_failure: 2 };
    const once = debit(emptyLedger, incident('nccl', 100), 1);
    expect(says(config, incident('nccl', 100), once)).toMatchObject({
      action: 'stop',
      reason: expect.stringContaining('2 times in a row'),
    });
    expect(says(config, incident('nccl', 101), once).action).toBe('restart');
    expect(says(config, incident('nccl', 100, { name: 'other' }), once).action).toBe('restart');
    const unknown = debit(emptyLedger, incident('nccl'), 1);
    expect(says(config, incident('nccl'), unknown).action).toBe('restart');
    expect(says({ ...config, same_failure: 3 }, incident('nccl', 100), once).action).toBe('restart');
  });

  it('backs off with a bound and jitter that stays inside it', () => {
    const backoff = { initial: 1000, factor: 2, max: 3000, jitter: 0.5 };
    const delays = [0, 1, 2, 3].map((used) => {
      const ledger = Array.from({ length: used }).reduce<Ledger>((sum) => debit(sum, incident('nccl'), 1), emptyLedger);
      return says({ ...lists, max_retries: 9, backoff }, incident('nccl'), ledger).delay;
    });
    expect(delays).toEqual([1000, 2000, 3000, 3000]);
    const jittered = (random: number) =>
      selectiveRestartPolicy({ ...lists, backoff }).decide({
        incident: incident('nccl'),
        ledger: emptyLedger,
        now: 0,
        random,
      }).delay;
    expect([jittered(0), jittered(0.999)]).toEqual([500, 1499]);
    expect(backoffDelay({ ...backoff, jitter: 3 }, 1, 0)).toBe(0);
    expect(backoffDelay({ ...backoff, initial: 0 }, 5_000, 0.5)).toBe(0);
    expect(backoffDelay({ ...backoff, jitter: 0 }, 5_000, 0.5)).toBe(backoff.max);
  });

  it('says that nothing is to be begun without a checkpoint only where that is asked for', () => {
    const config: SelectiveConfig = { default_action: 'restart' };
    expect(says(config, incident('nccl'))).not.toHaveProperty('no_checkpoint_found');
    expect(says({ ...config, no_checkpoint_found: 'start_over' }, incident('nccl'))).not.toHaveProperty(
      'no_checkpoint_found',
    );
    expect(says({ ...config, no_checkpoint_found: 'stop' }, incident('nccl')).no_checkpoint_found).toBe('stop');
    expect(says({ no_checkpoint_found: 'stop' }, incident('oom'))).not.toHaveProperty('no_checkpoint_found');
  });

  it('names the node to avoid, what to change, and an older checkpoint for a corrupt one', () => {
    const config: SelectiveConfig = {
      default_action: 'restart',
      exclude_nodes: true,
      recover: { gradient_explosion: { scale: { lr: 0.1 } } },
    };
    expect(says(config, incident('nccl', 1, { node: 'n7' })).exclude_nodes).toEqual(['n7']);
    expect(says({ ...config, default_action: 'stop' }, incident('gradient_explosion'))).toMatchObject({
      action: 'restart',
      overrides: { scale: { lr: 0.1 } },
    });
    expect(
      says({ ...config, exclude_error_types: ['gradient_explosion'] }, incident('gradient_explosion')).action,
    ).toBe('stop');
    expect(says(config, incident('checkpoint_corrupt')).resume).toBe('older_verified');
  });

  it('changes settings by the name of the root before its type, on top of what is in force', () => {
    const config: SelectiveConfig = {
      recover: {
        gradient_explosion: { scale: { lr: 0.1 }, floor: { lr: 1e-7 } },
        numerical_instability: { roll_back: true },
      },
    };
    const type = 'numerical_instability';
    const exploded = says(config, incident(type, 5, { name: 'gradient_explosion' }));
    expect(exploded).toMatchObject({
      overrides: { scale: { lr: 0.1 }, floor: { lr: 1e-7 } },
      resume: 'latest_verified',
      reason: 'numerical_instability is restarted with lr × 0.1 (at least 1e-7).',
    });
    const books = debit(emptyLedger, incident(type, 5), 1, exploded.overrides);
    const again = says(config, incident(type, 9, { name: 'gradient_explosion' }), books);
    expect(again.overrides).toEqual({ scale: { lr: 0.1 * 0.1 }, floor: { lr: 1e-7 } });
    const nan = says(config, incident(type, 9, { name: 'loss_nan' }), books);
    expect(nan).toMatchObject({
      action: 'restart',
      resume: 'before_failure',
      reason: 'numerical_instability is restarted from a checkpoint before the failure.',
    });
    expect(nan).not.toHaveProperty('overrides');
    expect(debit(books, incident('nccl', 10), 2).overrides).toEqual(exploded.overrides);
  });

  it('says what can not be changed further, tries it all the same, and no more often than the budget allows', () => {
    const config: SelectiveConfig = { recover: { oom: { scale: { lr: 0.1 }, floor: { lr: 1e-7 } } } };
    const failed = (learning_rate: number) => {
      const one = incident('oom', 5);
      return { ...one, progress: { step: 5, at: 0, fields: { learning_rate } } };
    };
    expect(says(config, failed(1e-4))).not.toHaveProperty('at_bound');
    expect(says(config, failed(1e-7))).toMatchObject({
      action: 'restart',
      at_bound: ['lr'],
      reason: 'oom is restarted with lr × 0.1 (at least 1e-7), but lr stands at its floor of 1e-7: nothing changes.',
    });
    let books = emptyLedger;
    for (const attempt of [1, 2, 3]) books = debit(books, failed(1e-7), attempt);
    expect(says(config, failed(1e-7), books)).toMatchObject({
      action: 'stop',
      reason: 'all 3 crash restarts are used up.',
    });
  });

  it('says whether a stop cancels', () => {
    expect(says(lists, incident('oom')).on_stop).toBe('cancel');
    expect(says({ ...lists, on_stop: 'leave' }, incident('oom')).on_stop).toBe('leave');
  });
});

describe('the other policies', () => {
  it('always restarts, within its budget, but not what a person cancelled', () => {
    const policy = alwaysRestartPolicy({ max_retries: 1, exclude_error_types: ['oom'] });
    const say = (what: Incident, ledger = emptyLedger) =>
      policy.decide({ incident: what, ledger, now: 0, random: 0 }).action;
    expect(say(incident('oom'))).toBe('restart');
    expect(say(incident('oom'), debit(emptyLedger, incident('oom'), 1))).toBe('stop');
    expect(say(incident('nccl', 1, { name: 'cancelled_by_user' }))).toBe('stop');
  });

  it('never restarts', () => {
    expect(
      noRestartPolicy({}).decide({ incident: incident('nccl'), ledger: emptyLedger, now: 0, random: 0 }).action,
    ).toBe('stop');
  });

  it('observes only without any policy', () => {
    expect(decide(undefined, { incident: incident('nccl'), ledger: emptyLedger, now: 0, random: 0 })).toMatchObject({
      action: 'ignore',
      on_stop: 'leave',
    });
  });

  it('draws the same number for the same decision, and others for others', () => {
    expect(randomOf('run/1/1')).toBe(randomOf('run/1/1'));
    const drawn = Array.from({ length: 1000 }, (_, index) => randomOf(`run-${index}/1/1`));
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...drawn)).toBeLessThan(1);
    const mean = drawn.reduce((sum, x) => sum + x, 0) / drawn.length;
    expect(mean).toBeGreaterThan(0.45);
    expect(mean).toBeLessThan(0.55);
  });
});
