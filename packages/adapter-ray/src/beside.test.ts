import { mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { clusterUse } from './cluster.js';
import { exec, placesOf } from './exec.js';
import { job, json, silent, spec, workshop } from './fake-ray.fixture.js';
import { lookUp } from './look-up.js';
import { rayAdapter } from './ray-adapter.js';
import { V260 } from './recorded.fixture.js';
import { submit } from './submit.js';

describe('a job that somebody names', () => {
  it('is found by its submission id, with the command as words', async () => {
    const { head, deps, abort } = workshop();
    head.jobs.set(
      'mine',
      job({ submission_id: 'mine', entrypoint: "python 'a b.py' lr=1", metadata: { name: 'llama' } }),
    );
    expect(await lookUp(deps, 'ray:mine', abort)).toEqual({
      job: { id: 'ray:mine', incarnation: V260.session },
      name: 'llama',
      command: { argv: ['python', 'a b.py', 'lr=1'], cwd: '/' },
    });
  });

  it('is found by Ray’s own number, and named by its submission id', async () => {
    const { head, deps, abort } = workshop();
    const told = job({ submission_id: 'mine', job_id: '01000000', entrypoint: 'cd /x && python a.py' });
    head.instead = ({ path }) => (path === '/api/jobs/01000000' ? json(told) : undefined);
    expect(await lookUp(deps, 'ray:01000000', abort)).toEqual({
      job: { id: 'ray:mine', incarnation: V260.session },
      command: { argv: ['sh', '-c', 'cd /x && python a.py'], cwd: '/' },
    });
  });

  it('is followed, and not started anew, where it was not submitted', async () => {
    const { head, deps, abort } = workshop();
    const told = job({ type: 'DRIVER', submission_id: null, job_id: '02000000', entrypoint: 'python a.py' });
    head.instead = ({ path }) => (path === '/api/jobs/02000000' ? json(told) : undefined);
    expect(await lookUp(deps, 'ray:02000000', abort)).toEqual({
      job: { id: 'ray:02000000', incarnation: V260.session },
    });
  });

  it('is found by its name: the newest that lives, which is said', async () => {
    const { head, deps, told, abort } = workshop();
    const named = (id: string, fields: object) =>
      head.jobs.set(id, job({ submission_id: id, metadata: { name: 'llama' }, ...fields }));
    named('old', { start_time: 1 });
    named('new', { start_time: 2 });
    named('ended', { start_time: 3, status: 'FAILED' });
    expect((await lookUp(deps, 'ray:llama', abort))?.job.id).toBe('ray:new');
    expect(told).toEqual(['3 jobs of Ray are named llama: this is ray:new, the newest that lives.']);
    for (const id of ['old', 'new']) head.jobs.delete(id);
    expect((await lookUp(deps, 'ray:llama', abort))?.job.id).toBe('ray:ended');
    expect(told).toHaveLength(1);
  });

  it('is none where Ray knows none, and an error where nobody answers', async () => {
    const { head, deps, abort } = workshop();
    expect(await lookUp(deps, 'ray:nope', abort)).toBeUndefined();
    expect(await lookUp(deps, 'slurm:1', abort)).toBeUndefined();
    head.instead = silent;
    await expect(lookUp(deps, 'ray:nope', abort)).rejects.toMatchObject({ name: 'UnansweredError' });
  });

  it('hands its runtime environment on to all that go on for it', async () => {
    const { head, deps, abort } = workshop();
    const runtime_env = { pip: ['torch'], env_vars: { A: '1' } };
    head.jobs.set('mine', job({ submission_id: 'mine', runtime_env }));
    const known = await lookUp(deps, 'ray:mine', abort);
    const second = await submit(deps, spec({ attempt: 2, previous: known!.job }), 'r/2', { notAfter: 200_000 }, abort);
    await submit(deps, spec({ attempt: 3, previous: second }), 'r/3', { notAfter: 200_000 }, abort);
    const bodies = head.calls.filter(({ method }) => method === 'POST').map(({ body }) => body);
    expect(bodies).toMatchObject([{ runtime_env }, { runtime_env }]);
    expect(bodies[1]).toMatchObject({ runtime_env: { env_vars: { SIGWATCH_ATTEMPT: '3' } } });
  });
});

describe('what the cluster has', () => {
  it('is told with what waits and which nodes are dead', async () => {
    const { head, abort } = workshop();
    head.instead = ({ path }) => (path === '/api/cluster_status' ? json(V260.cluster) : json(V260.stateNodes));
    expect(await clusterUse(head.ray, abort)).toEqual({
      gpus: { used: 2, total: 8 },
      cpus: { used: 3, total: 4 },
      pending: ['3 × CPU 2 + GPU 1', '1 × placement group (STRICT_PACK) of 2 × GPU 8'],
      dead_nodes: ['192.0.2.3 (Unexpected termination: health check failed due to missing too many heartbeats)'],
    });
  });

  it('is not known before the first report', async () => {
    const { head, abort } = workshop();
    head.instead = ({ path }) =>
      path === '/api/cluster_status' ? json({ data: { clusterStatus: null } }) : json(V260.stateNodes);
    await expect(clusterUse(head.ray, abort)).rejects.toThrow(/no report of what of its resources is taken/);
  });

  it('is not known where nobody tells', async () => {
    const { head, abort } = workshop();
    head.instead = () => json({ data: {} });
    await expect(clusterUse(head.ray, abort)).rejects.toThrow(/tells of no node/);
    head.instead = silent;
    await expect(clusterUse(head.ray, abort)).rejects.toMatchObject({ name: 'UnansweredError' });
  });
});

describe('a command beside the job', () => {
  const { signal } = new AbortController();
  const missing = { node: 'gone', prefix: ['/nowhere/kubectl', 'exec', '--'] };
  const here = { node: 'here', prefix: [] };

  it('is run through each prefix, word by word, and answers in their order', async () => {
    const through = { node: 'pod', prefix: ['env', 'WHO=pod'] };
    const script = 'sleep 0.0$1; echo "$WHO|$2"; echo oops >&2; exit 3';
    const command = ['sh', '-c', script, 'sh', '5', "a 'b' $HOME"];
    expect(await exec([through, here], command, signal)).toEqual([
      { node: 'pod', output: "pod|a 'b' $HOME\noops\n", exit_code: 3 },
      { node: 'here', output: "|a 'b' $HOME\noops\n", exit_code: 3 },
    ]);
  });

  it('that can be started on one node has an answer, and on none is an error', async () => {
    const [failed, ran] = await exec([missing, here], ['echo', 'x'], signal);
    expect(failed).toMatchObject({ node: 'gone', output: expect.stringMatching(/ENOENT/) });
    expect(failed).not.toHaveProperty('exit_code');
    expect(ran).toEqual({ node: 'here', output: 'x\n', exit_code: 0 });
    await expect(exec([missing], ['echo'], signal)).rejects.toThrow(/cannot run echo on gone: .*ENOENT/);
  });

  it('that is given up has what it had put out', async () => {
    const leaving = new AbortController();
    const path = mkdtempSync(join(tmpdir(), 'sigwatch-ray-'));
    onTestFinished(() => rmSync(path, { recursive: true, force: true }));
    const running = exec([here], ['sh', '-c', `echo begun; touch ${path}/begun; exec sleep 60`], leaving.signal);
    await expect.poll(async () => (await exec([here], ['ls', path], signal))[0]?.output).toBe('begun\n');
    leaving.abort();
    const [given] = await running;
    expect(given).toEqual({ node: 'here', output: 'begun\n' });
  });

  it('whose output has no end is cut', async () => {
    const [cut] = await exec([here], ['sh', '-c', 'yes | head -c 1000000'], signal);
    expect(cut?.output.length).toBe(256 * 1024);
  });

  it('is run here where the head is, where it is told, and else nowhere', () => {
    const { deps } = workshop();
    expect(placesOf(deps)).toEqual([{ node: hostname(), prefix: [] }]);
    const options = { stateDirectory: '/nowhere', logs: () => ({ sources: async function* () {} }), env: {} };
    const address = 'http://head.example:8265';
    expect(rayAdapter({ ...options, settings: { address } }).exec).toBeUndefined();
    expect(rayAdapter({ ...options, settings: { address, exec: [here] } }).exec).toBeDefined();
  });
});
