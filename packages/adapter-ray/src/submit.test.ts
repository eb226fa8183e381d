import { RefusedError } from '@sigwatch/core';
import { describe, expect, it } from 'vitest';
import { cancel } from './cancel.js';
import { job, json, silent, spec, workshop } from './fake-ray.fixture.js';
import { find } from './find.js';
import { handOver } from './hand-over.js';
import { homeOf } from './home.js';
import { V29, V260 } from './recorded.fixture.js';
import { statusNow } from './status-now.js';
import { submit } from './submit.js';

const soon = { notAfter: 160_000 };
const first = { id: 'ray:sigwatch-r-1', incarnation: V260.session } as const;

describe('a submission', () => {
  it('says what is to run, whose it is, and gives no variable that was not named', async () => {
    const { head, deps, abort } = workshop({
      ...{ metadata: { team: 'a' }, entrypoint_num_gpus: 1, entrypoint_resources: { big: 1 } },
      runtime_env: { pip: ['torch'], env_vars: { A: '1', B: '2' } },
    });
    const env = { B: '3', SIGWATCH_RESUME_FROM: '/ckpt/step_9' };
    expect(await submit(deps, spec({ env, command: ['python', 'a b.py'] }), 'r/1', soon, abort)).toEqual(first);
    const { body } = head.calls.find(({ method }) => method === 'POST') ?? {};
    expect(JSON.parse(JSON.stringify(body))).toEqual({
      submission_id: 'sigwatch-r-1',
      entrypoint: "python 'a b.py'",
      metadata: { name: 'r', team: 'a', sigwatch: 'r/1', sigwatch_home: homeOf(deps.notes.stateDirectory) },
      runtime_env: {
        pip: ['torch'],
        env_vars: {
          ...{ A: '1', B: '3', SIGWATCH_RESUME_FROM: '/ckpt/step_9' },
          ...{ SIGWATCH_RUN_ID: 'r', SIGWATCH_ATTEMPT: '1' },
        },
      },
      ...{ entrypoint_num_gpus: 1, entrypoint_resources: { big: 1 } },
    });
  });

  it('that was made before is the same job', async () => {
    const { head, deps, abort } = workshop();
    await submit(deps, spec(), 'r/1', soon, abort);
    expect(await submit(deps, spec(), 'r/1', soon, abort)).toEqual(first);
    expect(head.jobs.size).toBe(1);
    expect((await find(deps, 'r/1', abort)).jobs).toEqual([first]);
  });

  it('whose id another one has is refused, and does not find that', async () => {
    const { head, deps, abort } = workshop();
    head.jobs.set('sigwatch-r-1', job({ submission_id: 'sigwatch-r-1' }));
    await expect(submit(deps, spec(), 'r/1', soon, abort)).rejects.toThrow(
      /has a job sigwatch-r-1 already that was not submitted as r\/1 from here/,
    );
    expect(await find(deps, 'r/1', abort)).toEqual({ jobs: [], complete: true, asOf: 100_000 });
  });

  it('of a run that somebody else has called the same is refused, and neither finds the other’s job', async () => {
    const [one, other] = [workshop(), workshop()];
    await submit(one.deps, spec(), 'r/1', soon, one.abort);
    const there = { ...other.deps, ray: one.head.ray };
    await expect(submit(there, spec(), 'r/1', soon, one.abort)).rejects.toThrow(RefusedError);
    expect((await find(there, 'r/1', one.abort)).jobs).toEqual([]);
    expect((await find(one.deps, 'r/1', one.abort)).jobs).toEqual([first]);
  });

  it.each([
    ['what Ray says no to', { status: 400, text: V260.refused }, /Ray refuses the job: TypeError: entrypoint must be/],
    [
      'what its agent says no to',
      { status: 500, text: V260.exists.replace('already exists', 'is bad') },
      /ValueError: Job/,
    ],
    [
      'no agent',
      { status: 500, text: 'No available agent to submit job, please try again later.' },
      /No available agent/,
    ],
    ['a missing token', { status: 401, text: '' }, /Set RAY_AUTH_TOKEN/],
    ['a login', { status: 302, text: '', location: 'https://login' }, /a login may stand before Ray/],
    ['a proxy that allows no more', { status: 413, text: '<html>' }, /413/],
  ])('%s is refused', async (_, answer, words) => {
    const { head, deps, abort } = workshop();
    head.instead = ({ method }) => (method === 'POST' ? answer : undefined);
    const error = await submit(deps, spec(), 'r/1', soon, abort).catch((caught: Error) => caught);
    expect(error).toMatchObject({ name: 'RefusedError' });
    expect((error as Error).message).toMatch(words);
  });

  it.each([
    ['a lost reply', silent],
    ['a failure of the server', () => ({ status: 500, text: 'RuntimeError: GCS is gone' })],
    ['a proxy that gave up', () => ({ status: 504, text: '' })],
    ['a page', () => ({ status: 200, text: '<html>' })],
    ['the name of another job', () => json({ submission_id: 'other' })],
  ])('with %s is uncertain, and never a refusal', async (_, answer) => {
    const { head, deps, abort } = workshop();
    head.instead = ({ method }) => (method === 'POST' ? answer() : undefined);
    const error = await submit(deps, spec(), 'r/1', soon, abort).catch((caught: Error) => caught);
    expect(error).toMatchObject({ name: 'UnansweredError' });
  });

  it('is uncertain where the cluster was replaced meanwhile', async () => {
    const { head, deps, abort } = workshop();
    head.instead = ({ method }) => {
      if (method === 'POST') head.version = { ...V260.version, session_name: 'session_new' };
      return undefined;
    };
    await expect(submit(deps, spec(), 'r/1', soon, abort)).rejects.toMatchObject({ name: 'UnansweredError' });
  });

  it('is refused, and nothing is sent, where nobody answers, it is late, or the command can not be', async () => {
    const { head, deps, abort } = workshop();
    head.instead = silent;
    const nobody = submit(deps, spec(), 'r/1', soon, abort);
    await expect(nobody).rejects.toThrow(RefusedError);
    await expect(nobody).rejects.toThrow(
      /nothing listens there\. See that the cluster runs; --address, or RAY_ADDRESS/,
    );
    head.instead = () => undefined;
    await expect(submit(deps, spec(), 'r/1', { notAfter: 100_000 }, abort)).rejects.toThrow(RefusedError);
    await expect(submit(deps, spec({ command: ['a\0'] }), 'r/1', soon, abort)).rejects.toThrow(RefusedError);
    await expect(submit(deps, spec(), 'r/1', soon, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
    expect(head.asked('POST', '/api/jobs/')).toBe(0);
  });

  it.each([
    { working_dir: 's3://bucket/code.zip' },
    { working_dir: 'gcs://_ray_pkg_1.zip' },
    { working_dir: 'file:///a.zip' },
    { working_dir: 'local:///mnt/code', py_modules: ['https://example.org/m.zip'] },
  ])('with %j is Ray’s affair', async (runtime_env) => {
    const { head, deps, abort } = workshop({ runtime_env });
    expect(await submit(deps, spec(), 'r/1', soon, abort)).toEqual(first);
    expect(head.jobs.get('sigwatch-r-1')?.runtime_env).toMatchObject(runtime_env);
    expect(head.packages.size).toBe(0);
  });

  it('knows the cluster of an old server by its nodes', async () => {
    const { head, deps, abort } = workshop();
    head.version = V29.version;
    head.instead = ({ path }) => (path === '/nodes?view=summary' ? json(V29.nodes) : undefined);
    expect(await submit(deps, spec(), 'r/1', soon, abort)).toEqual({ ...first, incarnation: V29.session });
  });
});

describe('a search', () => {
  it('is no answer where Ray gives none', async () => {
    const { head, deps, abort } = workshop();
    head.instead = silent;
    await expect(find(deps, 'r/1', abort)).rejects.toMatchObject({ name: 'UnansweredError' });
  });

  it('is a complete no where Ray says so', async () => {
    const { deps, abort } = workshop();
    expect(await find(deps, 'r/1', abort)).toEqual({ jobs: [], complete: true, asOf: 100_000 });
  });
});

describe('a job that may be in another cluster', () => {
  const elsewhere = { ...V260.version, session_name: 'session_new' };

  it('is no complete no before that cluster has been silent for long enough', async () => {
    const { head, deps, clock, abort } = workshop();
    head.instead = ({ method }) => (method === 'POST' ? silent() : undefined);
    await expect(submit(deps, spec(), 'r/1', soon, abort)).rejects.toMatchObject({ name: 'UnansweredError' });
    head.version = elsewhere;
    expect(await find(deps, 'r/1', abort)).toMatchObject({ jobs: [], complete: false });
    clock.now += 20_000;
    expect(await find(deps, 'r/1', abort)).toMatchObject({ jobs: [], complete: true });
    head.version = V260.version;
    expect(await find(deps, 'r/1', abort)).toMatchObject({ jobs: [], complete: false });
  });

  it('is not submitted where two clusters take turns', async () => {
    const { head, deps, abort } = workshop();
    for (const version of [V260.version, elsewhere, V260.version]) {
      head.version = version;
      await deps.looks.server(abort);
    }
    await expect(submit(deps, spec(), 'r/1', soon, abort)).rejects.toMatchObject({
      name: 'RefusedError',
      message: expect.stringMatching(/Two Ray clusters take turns/),
    });
    expect(head.asked('POST', '/api/jobs/')).toBe(0);
  });
});

describe('a job for which another one goes on', () => {
  const ended = (fields: object = {}) => ({ status: 'FAILED', driver_exit_code: 1, end_time: 100_500, ...fields });

  it('is deleted, which is told, and known to have ended from then on', async () => {
    const { head, deps, abort } = workshop({ delete_ended: true });
    await submit(deps, spec(), 'r/1', soon, abort);
    const mine = head.jobs.get('sigwatch-r-1');
    head.jobs.set('sigwatch-r-1', { ...mine, ...ended() });
    expect(await handOver(deps, first, abort)).toEqual([
      "ray:sigwatch-r-1 has ended (failed), and was deleted from Ray's list of jobs (delete_ended).",
    ]);
    expect(head.jobs.size).toBe(0);
    expect((await statusNow(deps, [first], abort)).get(first.id)).toMatchObject({ state: 'failed', exit_code: 1 });
    expect(await handOver(deps, first, abort)).toEqual([]);
    // Ray itself may put back what was deleted at once.
    head.jobs.set('sigwatch-r-1', job({ status: 'FAILED', error_type: 'JOB_SUPERVISOR_ACTOR_DIED' }));
    expect((await statusNow(deps, [first], abort, 100_001)).get(first.id)).toMatchObject({ exit_code: 1 });
  });

  it.each([
    ['while it lives', {}, V260.session],
    ['in another cluster', ended(), 'session_old'],
    ['where somebody else has submitted it', ended({ metadata: {} }), V260.session],
  ])('is left alone %s', async (_, fields, incarnation) => {
    const { head, deps, abort } = workshop({ delete_ended: true });
    await submit(deps, spec(), 'r/1', soon, abort);
    head.jobs.set('sigwatch-r-1', { ...head.jobs.get('sigwatch-r-1'), ...fields });
    expect(await handOver(deps, { ...first, incarnation }, abort)).toEqual([]);
    expect(head.jobs.size).toBe(1);
  });

  it('is tried again where nobody answers', async () => {
    const { head, deps, abort } = workshop({ delete_ended: true });
    head.instead = silent;
    await expect(handOver(deps, first, abort)).rejects.toThrow();
  });
});

describe('a stop', () => {
  const stops = '/api/jobs/sigwatch-r-1/stop';

  it('is noted before it is asked for, and so known as ours whatever becomes of the question', async () => {
    const { head, deps, abort } = workshop();
    await submit(deps, spec(), 'r/1', soon, abort);
    head.instead = ({ path }) => (path === stops ? silent() : undefined);
    await expect(cancel(deps, first, abort)).rejects.toMatchObject({ name: 'UnansweredError' });
    head.jobs.set('sigwatch-r-1', job({ submission_id: 'sigwatch-r-1', status: 'STOPPED', end_time: 100_500 }));
    expect((await statusNow(deps, [first], abort)).get(first.id)).toMatchObject({
      state: 'cancelled',
      ended_by: 'sigwatch',
    });
  });

  it('is asked for again as often as one likes, and not of a job that has ended or is not there', async () => {
    const { head, deps, abort } = workshop();
    await cancel(deps, first, abort);
    await submit(deps, spec(), 'r/1', soon, abort);
    await cancel(deps, first, abort);
    await cancel(deps, first, abort);
    expect(head.asked('POST', stops)).toBe(2);
    head.jobs.set('sigwatch-r-1', job({ submission_id: 'sigwatch-r-1', status: 'SUCCEEDED' }));
    await cancel(deps, first, abort);
    expect(head.asked('POST', stops)).toBe(2);
    expect(head.jobs.size).toBe(1);
  });

  it('never ends a job of another cluster that is called the same', async () => {
    const { head, deps, abort } = workshop();
    await submit(deps, spec(), 'r/1', soon, abort);
    await cancel(deps, { ...first, incarnation: 'session_old' }, abort);
    expect(head.asked('POST', stops)).toBe(0);
  });

  it('kills what the driver runs in after a grace, where the server can', async () => {
    const { head, deps, clock, told, abort } = workshop();
    await submit(deps, spec(), 'r/1', soon, abort);
    const kills = () => head.calls.filter(({ path }) => path.startsWith('/api/actors/kill?actor_id=a7&')).length;
    await cancel(deps, first, abort);
    clock.now += 20_000;
    await cancel(deps, first, abort);
    expect(told).toEqual([]);
    head.instead = ({ path }) => {
      if (path.startsWith('/api/v0/actors?'))
        return json({
          data: {
            result: {
              result: [
                { state: 'DEAD', actor_id: 'a6' },
                { state: 'ALIVE', actor_id: 'a7' },
              ],
            },
          },
        });
      return path.startsWith('/api/actors/kill') ? json({ result: true }) : undefined;
    };
    await cancel(deps, first, abort);
    expect(kills()).toBe(1);
    expect(told).toEqual(['sigwatch-r-1 did not stop, so what it runs in was killed.']);
  });

  it('deletes one that has ended where that is set, which is known to have ended from then on', async () => {
    const { head, deps, abort } = workshop({ delete_ended: true });
    await submit(deps, spec(), 'r/1', soon, abort);
    await cancel(deps, first, abort);
    const ended = {
      status: 'STOPPED',
      end_time: 100_500,
      submission_id: 'sigwatch-r-1',
      metadata: { sigwatch: 'r/1' },
    };
    head.jobs.set('sigwatch-r-1', job(ended));
    await cancel(deps, first, abort);
    expect(head.jobs.size).toBe(0);
    expect((await statusNow(deps, [first], abort)).get(first.id)).toMatchObject({
      ...{ state: 'cancelled', ended_by: 'sigwatch', ended_at: 100_500 },
    });
    expect((await find(deps, 'r/1', abort)).jobs).toEqual([first]);
    await cancel(deps, first, abort);
    // Its key is not free, although Ray would take the id.
    expect(await submit(deps, spec(), 'r/1', soon, abort)).toEqual(first);
    expect(head.jobs.size).toBe(0);
  });

  it('of what is no job of Ray is an error', async () => {
    const { deps, abort } = workshop();
    await expect(cancel(deps, { id: 'slurm:1', incarnation: 'x' }, abort)).rejects.toThrow(/ray:SUBMISSION_ID/);
  });
});
