import type { JobRef } from '@sigwatch/core';
import { describe, expect, it } from 'vitest';
import { TooLongError } from './client.js';
import { job, json, silent, workshop } from './fake-ray.fixture.js';
import { V29, V260 } from './recorded.fixture.js';
import { statusNow } from './status-now.js';
import { isAtLeast, serverNow } from './version.js';

const ref = (id: string, incarnation: string = V260.session): JobRef => ({ id: `ray:${id}`, incarnation });

describe('looks at jobs', () => {
  it('are shared while they are fresh, and made anew for whoever needs a later one', async () => {
    const { head, deps, clock, abort } = workshop();
    head.jobs.set('a', job({ submission_id: 'a' }));
    const state = async (since?: number) => (await statusNow(deps, [ref('a')], abort, since)).get('ray:a');
    expect(await state()).toMatchObject({ state: 'running', as_of: 100_000 });
    clock.now += 29_999;
    expect(await state()).toMatchObject({ as_of: 100_000 });
    expect(head.asked('GET', '/api/jobs/a')).toBe(1);
    expect(await state(110_000)).toMatchObject({ as_of: 129_999 });
    clock.now += 30_000;
    expect(await state()).toMatchObject({ as_of: 159_999 });
    expect(head.asked('GET', '/api/jobs/a')).toBe(3);
  });

  it('come sooner while a job waits, and soonest while it is to end', async () => {
    const { head, deps, clock, abort } = workshop();
    head.jobs.set('a', job({ submission_id: 'a', status: 'PENDING' }));
    const look = () => deps.looks.at(['a'], abort);
    await look();
    clock.now += 4_999;
    await look();
    expect(head.asked('GET', '/api/jobs/a')).toBe(1);
    clock.now += 1;
    await look();
    expect(head.asked('GET', '/api/jobs/a')).toBe(2);
    deps.looks.hasten('a', { ends: true });
    await look();
    clock.now += 1_000;
    await look();
    expect(head.asked('GET', '/api/jobs/a')).toBe(4);
  });

  it('that began before something was done to the job do not count after it', async () => {
    const { head, deps, clock, abort } = workshop();
    let answer = (_: unknown) => {};
    const held = new Promise((resolve) => {
      answer = resolve;
    });
    head.jobs.set('a', job({ submission_id: 'a' }));
    const { ray } = head;
    const looks = new (deps.looks.constructor as typeof import('./looks.js').Looks)({
      ...{ interval: 30_000, now: () => clock.now },
      ray: async (call, signal) => {
        const told = await ray(call, signal);
        await held;
        return told;
      },
    });
    const first = looks.at(['a'], abort);
    clock.now += 10;
    looks.hasten('a', { ends: true });
    head.jobs.set('a', job({ submission_id: 'a', status: 'STOPPED' }));
    answer(undefined);
    await first;
    expect((await looks.at(['a'], abort)).get('a')?.job?.status).toBe('STOPPED');
  });

  it('at many jobs are one question, and those that the list does not have are asked for by themselves', async () => {
    const { head, deps, abort } = workshop();
    const ids = Array.from({ length: 20 }, (_, n) => `j${n}`);
    for (const id of ids.slice(1)) head.jobs.set(id, job({ submission_id: id }));
    const looks = await deps.looks.at(ids, abort);
    expect([...looks].filter(([, { job: told }]) => told === undefined).map(([id]) => id)).toEqual(['j0']);
    expect(head.calls.map(({ path }) => path)).toEqual([
      ...['/api/version', '/api/jobs/', '/api/jobs/j0', '/api/version'],
    ]);
  });

  it('of several askers at once are one round', async () => {
    const { head, deps, abort } = workshop();
    head.jobs.set('a', job({ submission_id: 'a' }));
    await Promise.all(Array.from({ length: 10 }, () => deps.looks.at(['a'], abort)));
    expect(head.asked('GET', '/api/jobs/a')).toBe(1);
  });

  it('end for one asker without ending for the others, and never go on for ever by a clock that is set back', async () => {
    const { head, deps, clock, abort } = workshop();
    head.jobs.set('a', job({ submission_id: 'a' }));
    const leaving = new AbortController();
    const left = deps.looks.at(['a'], leaving.signal);
    const stayed = deps.looks.at(['a'], abort);
    leaving.abort(new Error('enough'));
    await expect(left).rejects.toThrow('enough');
    expect((await stayed).get('a')?.job?.status).toBe('RUNNING');
    clock.now -= 1e9;
    expect((await deps.looks.at(['a'], abort, clock.now + 1e9)).get('a')?.job?.status).toBe('RUNNING');
  });
});

describe('unknown and gone', () => {
  it.each([
    ['nobody listens', silent],
    ['the server fails', () => ({ status: 500, text: 'Internal Server Error' })],
    ['a page answers', () => ({ status: 200, text: '<html>' })],
    ['another path answers', () => ({ status: 404, text: '404: Not Found' })],
  ])('a job is unknown where %s, and goes on afterwards', async (_, instead) => {
    const { head, deps, abort } = workshop();
    head.jobs.set('a', job({ submission_id: 'a' }));
    deps.notes.noteSeen(ref('a'));
    head.instead = instead;
    await expect(statusNow(deps, [ref('a')], abort)).rejects.toThrow();
    head.instead = () => undefined;
    expect((await statusNow(deps, [ref('a')], abort)).get('ray:a')).toMatchObject({ state: 'running' });
  });

  it('one that was here is lost where another cluster answers, and only then', async () => {
    const { head, deps, abort, clock } = workshop();
    deps.notes.noteSeen(ref('a', 'session_old'));
    const { path } = { path: '/api/version' };
    head.instead = (call) => (call.path === path ? silent() : undefined);
    await expect(statusNow(deps, [ref('a', 'session_old')], abort)).rejects.toThrow();
    head.instead = () => undefined;
    expect((await statusNow(deps, [ref('a', 'session_old')], abort)).size).toBe(0);
    clock.now += 60_000;
    const lost = (await statusNow(deps, [ref('a', 'session_old')], abort)).get('ray:a');
    expect(lost).toMatchObject({ state: 'failed', reason: 'CLUSTER_LOST' });
    // What is called the same there is another job.
    head.jobs.set('a', job({ submission_id: 'a' }));
    clock.now += 60_000;
    expect((await statusNow(deps, [ref('a', 'session_old')], abort)).get('ray:a')).toMatchObject({
      reason: 'CLUSTER_LOST',
    });
  });

  it('one that was here and is not is deleted; one that nobody has seen is missing in the answer', async () => {
    const { deps, clock, abort } = workshop();
    deps.notes.noteSeen(ref('a'));
    expect((await statusNow(deps, [ref('a')], abort)).size).toBe(0);
    clock.now += 20_000;
    const answer = await statusNow(deps, [ref('a'), ref('b'), ref('b', 'session_x')], abort);
    expect([...answer.keys()]).toEqual(['ray:a']);
    expect(answer.get('ray:a')).toMatchObject({ state: 'cancelled', reason: 'DELETED', ended_by: 'owner' });
  });

  it('a stop of ours is known to whoever has the same state directory', async () => {
    const { head, deps, abort } = workshop();
    deps.notes.noteStop(ref('a'), 5_000);
    head.jobs.set('a', job({ submission_id: 'a', status: 'STOPPED', end_time: 4_000 }));
    expect((await statusNow(deps, [ref('a')], abort)).get('ray:a')).toMatchObject({ ended_by: 'sigwatch' });
    // However much the two clocks differ.
    head.jobs.set('a', job({ submission_id: 'a', status: 'STOPPED', end_time: 2_000 }));
    expect((await statusNow(deps, [ref('a')], abort, 100_001)).get('ray:a')).toMatchObject({ ended_by: 'sigwatch' });
    expect(deps.notes.hasStopped(ref('a', 'session_x'))).toBe(false);
  });
});

describe('two clusters behind one address', () => {
  const other = 'session_other';
  /** Answers of a second cluster, which has no jobs, wherever `isOther` says so of the number of a question. */
  function balanced(isOther: (nth: number) => boolean) {
    const shop = workshop();
    shop.head.jobs.set('a', job({ submission_id: 'a' }));
    shop.deps.notes.noteSeen(ref('a'));
    let nth = 0;
    shop.head.instead = ({ path }) => {
      nth += 1;
      if (!isOther(nth)) return undefined;
      if (path === '/api/version') return json({ ...V260.version, session_name: other });
      return path === '/api/jobs/' ? json([]) : { status: 404, text: 'Job a does not exist' };
    };
    const states = async () => {
      const seen = new Set<string>();
      for (let look = 0; look < 400; look += 1) {
        const told = await statusNow(shop.deps, [ref('a')], shop.abort, shop.clock.now).catch(() => new Map());
        seen.add(told.get('ray:a')?.state ?? 'unknown');
        shop.clock.now += 5_000;
      }
      return seen;
    };
    return { ...shop, states };
  }

  it.each([2, 3, 4, 5, 7])('never make a job gone that runs in one of them (every %i.)', async (period) => {
    const { states } = balanced((nth) => nth % period === 0);
    const seen = await states();
    expect([...seen].filter((state) => state !== 'running' && state !== 'unknown')).toEqual([]);
  });

  it('never make a job gone by chance either', async () => {
    let seed = 7;
    const { states } = balanced(() => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed > 2 ** 30;
    });
    expect([...(await states())].sort()).toEqual(['running', 'unknown']);
  });

  it('what is said of another job says nothing of ours', async () => {
    const { head, deps, abort, clock } = workshop();
    deps.notes.noteSeen(ref('a'));
    head.instead = ({ path }) => (path === '/api/jobs/a' ? { status: 404, text: 'Job b does not exist' } : undefined);
    for (let look = 0; look < 20; look += 1) {
      await expect(statusNow(deps, [ref('a')], abort, clock.now)).rejects.toThrow(/another job/);
      clock.now += 5_000;
    }
  });
});

it('a list of all jobs that is too long is not needed', async () => {
  const { head, deps, abort } = workshop();
  const ids = Array.from({ length: 20 }, (_, n) => `j${n}`);
  for (const id of ids) head.jobs.set(id, job({ submission_id: id }));
  head.instead = ({ path }) => {
    if (path === '/api/jobs/') throw new TooLongError('Ray answered with more than 67108864 bytes.');
    return undefined;
  };
  for (let look = 0; look < 3; look += 1) {
    const told = await statusNow(
      deps,
      ids.map((id) => ref(id)),
      abort,
      200_000,
    );
    expect([...told.values()].map(({ state }) => state)).toEqual(ids.map(() => 'running'));
  }
  expect(head.asked('GET', '/api/jobs/')).toBe(1);
});

it('what was seen before the clock was set back is not seen now', async () => {
  const { head, deps, clock, abort } = workshop();
  head.jobs.set('a', job({ submission_id: 'a' }));
  await statusNow(deps, [ref('a')], abort);
  head.jobs.set('a', job({ submission_id: 'a', status: 'FAILED', driver_exit_code: 1 }));
  clock.now -= 50_000;
  expect((await statusNow(deps, [ref('a')], abort)).get('ray:a')).toMatchObject({ state: 'failed' });
});

describe('who answers', () => {
  it('is told by the version, or by the sockets of the nodes where that tells no session', async () => {
    const { head, abort } = workshop();
    expect(await serverNow(head.ray, abort)).toEqual({ version: '2.60.0', session: V260.session });
    head.version = V29.version;
    head.instead = ({ path }) => (path === '/nodes?view=summary' ? json(V29.nodes) : undefined);
    expect(await serverNow(head.ray, abort)).toEqual({ version: '2.9.3', session: V29.session });
    head.instead = ({ path }) => (path === '/nodes?view=summary' ? json({ data: { summary: [] } }) : undefined);
    await expect(serverNow(head.ray, abort)).rejects.toThrow(/which session/);
  });

  it('is refused where it is too old, or no Ray', async () => {
    const { head, abort } = workshop();
    head.version = { ray_version: '2.8.1' };
    await expect(serverNow(head.ray, abort)).rejects.toThrow(
      'Ray 2.8.1 is too old: sigwatch works with Ray 2.9 and later.',
    );
    head.version = { status: 'ok' };
    await expect(serverNow(head.ray, abort)).rejects.toThrow(/not of Ray/);
  });

  it.each([
    ['2.9.0', true],
    ['2.60.0', true],
    ['3.0.0.dev0', true],
    ['2.8.1', false],
    ['1.13', false],
    ['x', false],
  ])('%s is at least 2.9: %s', (version, expected) => {
    expect(isAtLeast(version, 2, 9)).toBe(expected);
  });
});
