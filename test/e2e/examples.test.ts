import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { HttpReceiver } from '../support/receivers/http-receiver.js';
import { until } from '../support/until.js';
import { ServerSentEvents } from './server-sent-events.js';
import { steps, Workshop } from './workshop.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const example = (path: string) => join(root, 'examples', path);
const sigwatch = join(root, 'packages/sigwatch/bin/sigwatch.js');
const nccl = 'ncclSystemError: NCCL error in: comm.cpp:12, unhandled system error\n';
const readable = (folder: string) =>
  readdirSync(example(folder), { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : []));

/** Starts an example as its README says, in the folder of the workshop. */
function start(shop: Workshop, [file = '', ...args]: readonly string[], env: Record<string, string> = {}) {
  const program = file.endsWith('.py') ? 'python3' : process.execPath;
  const child = spawn(program, [example(file), ...args], {
    cwd: shop.directory,
    env: { ...process.env, XDG_STATE_HOME: shop.directory, STATE: shop.state, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => (said.out += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (said.err += text));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    return ended;
  };
  return { said, end, code: ended };
}

it('each example says what it is, how it is started and what it needs', () => {
  const overview = readFileSync(example('README.md'), 'utf8');
  for (const folder of ['approval', 'fastify-sse', 'job-wrapper', 'log-assertions', 'post-signals', 'python-jsonl']) {
    expect(overview).toContain(`(${folder}/README.md)`);
    const text = readFileSync(example(`${folder}/README.md`), 'utf8');
    for (const name of readable(folder).filter((one) => one !== 'README.md')) expect(text).toContain(name);
  }
});

describe('job-wrapper', () => {
  it('is no more than 20 lines, restarts what fails, and ends as the job does', async () => {
    expect(readFileSync(example('job-wrapper/job.mjs'), 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(20);
    using shop = new Workshop();
    const [, policy = ''] = shop.policy('max_retries: 1');
    const env = { POLICY: policy };
    const job = shop.job({ print: steps(1, 3) + nccl, exit: 1 }, { print: steps(4, 6) });
    const fine = start(shop, ['job-wrapper/job.mjs', ...job], env);
    expect([await fine.code, fine.said.err]).toEqual([
      0,
      expect.stringMatching(/^restart: .*\nsucceeded after 1 restarts\n$/),
    ]);
    const bad = start(shop, ['job-wrapper/job.mjs', ...shop.job({ print: 'CUDA out of memory\n', exit: 1 })], env);
    expect([await bad.code, bad.said.err]).toEqual([3, expect.stringMatching(/^stop: .*\nfailed after 0 restarts\n$/)]);
  });

  it('leaves the job at SIGTERM, and takes it up again by its name', async () => {
    using shop = new Workshop();
    const go = join(shop.directory, 'go');
    const job = shop.job({ print: steps(1, 3), wait_for: go, after: steps(4, 6) });
    const args = ['job-wrapper/job.mjs', ...job];
    const first = start(shop, args, { JOB_NAME: 'mine' });
    await until('the job runs', () => shop.livingJobs('mine').length > 0);
    expect([await first.end('SIGTERM'), first.said.err]).toEqual([1, 'the job goes on\n']);
    expect(shop.livingJobs('mine')).not.toEqual([]);
    const second = start(shop, args, { JOB_NAME: 'mine' });
    shop.file('go', '');
    expect([await second.code, second.said.err]).toEqual([0, 'succeeded after 0 restarts\n']);
  });
});

describe('fastify-sse', () => {
  it('streams a run to its end; who comes back, also to another process, goes on behind the last number', async () => {
    using shop = new Workshop();
    const go = join(shop.directory, 'go');
    const job = shop.job({ print: steps(1, 3), wait_for: go, after: steps(4, 6) });
    const serve = async () => {
      const service = start(shop, ['fastify-sse/server.mjs', ...job], { PORT: '0', RUN: 'served' });
      const found = () => /listening on (\S+)/.exec(service.said.out)?.[1];
      return { ...service, url: await until(() => `it listens: ${service.said.err}`, found) };
    };
    const first = await serve();
    const events = `${first.url}/runs/served/events`;
    const reader = new ServerSentEvents();
    await until('there is a run', async () => (await (await fetch(`${first.url}/runs`)).text()).includes('served'));
    await reader.read(events, ({ type }) => type === 'progress');
    expect(reader.seen.at(-1)?.type).toBe('progress');
    await reader.read(events, ({ data }) => data.includes('"step":3'));
    await first.end('SIGKILL');

    const second = await serve();
    const again = `${second.url}/runs/served/events`;
    shop.file('go', '');
    expect(await reader.read(again)).toBe(200);
    expect(reader.seen.map(({ id }) => id)).toEqual(reader.seen.map((_, n) => String(n + 1)));
    const { out } = await shop.cli(['history', 'served', '--format', 'jsonl', '--state-dir', shop.state]);
    expect(reader.seen.map(({ data }) => data)).toEqual(out.trimEnd().split('\n'));
    expect(reader.seen.at(-1)?.type).toBe('run_ended');
    expect(await reader.read(again)).toBe(204);

    const asked = async (path: string, last = '0') =>
      (await fetch(`${second.url}${path}`, { headers: { 'last-event-id': last } })).status;
    expect(await asked('/runs/nobody/events')).toBe(404);
    expect(await asked('/runs/..%2f..%2fserved/events')).toBe(404);
    expect(await asked('/runs/served/events', 'x')).toBe(400);
    const runs = (await (await fetch(`${second.url}/runs`)).json()) as { run_id: string }[];
    expect(runs.map(({ run_id }) => run_id)).toEqual(['served']);
    expect(await second.end('SIGTERM')).toBe(0);
  });
});

describe('post-signals', () => {
  const lost = (n: number) => `12:00:0${n} shard ${n}.tar is gone\n`;

  it('posts each signal once its receiver answers, in order, over a crash', async () => {
    using shop = new Workshop();
    await using receiver = await HttpReceiver.start(() => ({ status: 204 }));
    const log = shop.file('train.log', `step 1 loss 2.5\n${lost(1)}`);
    const args = ['post-signals/post-signals.mjs', example('post-signals/rules.yaml'), log, `${receiver.url}/signals`];
    const shards = () => receiver.taken.map(({ body }) => JSON.parse(body).fields.shard);
    receiver.next({ status: 503 }, 'reset', { status: 429 });
    const first = start(shop, args);
    await until(
      () => `it is posted: ${first.said.err}`,
      () => receiver.taken.length === 1,
    );
    receiver.always({ status: 503 });
    appendFileSync(log, lost(2));
    await until('it is refused', () => receiver.received.at(-1)?.body.includes('2.tar'));
    await first.end('SIGKILL');

    receiver.heal();
    appendFileSync(log, lost(3));
    const second = start(shop, args);
    await until(
      () => `all is posted: ${second.said.err}`,
      () => receiver.taken.length === 3,
    );
    expect(shards()).toEqual(['1.tar', '2.tar', '3.tar']);
    const keys = receiver.taken.map(({ headers }) => headers['idempotency-key']);
    expect(new Set(keys).size).toBe(3);
    // All tries of one signal have one key.
    for (const { body, headers } of receiver.received)
      expect(headers['idempotency-key']).toBe(keys[Number(JSON.parse(body).line) - 2]);
    expect(await second.end('SIGTERM')).toBe(0);
  });

  it('ends with an error when it is refused for good', async () => {
    using shop = new Workshop();
    await using receiver = await HttpReceiver.start(() => ({ status: 403 }));
    const args = [example('post-signals/rules.yaml'), shop.file('train.log', lost(1)), receiver.url];
    const posting = start(shop, ['post-signals/post-signals.mjs', ...args]);
    expect(await posting.code).toBe(1);
    expect(posting.said.err).toContain('answers 403');
    expect(receiver.received).toHaveLength(1);
  });

  it('has rules that are clean and pass their tests', () => {
    for (const verb of ['lint', 'test']) {
      const args = [sigwatch, 'rules', verb, example('post-signals/rules.yaml')];
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
      expect(status, stdout + stderr).toBe(0);
    }
  });
});

describe('approval', () => {
  /** The folder that a user has, with a job that fails once. */
  function approving() {
    const shop = new Workshop();
    for (const name of readable('approval')) copyFileSync(example(`approval/${name}`), join(shop.directory, name));
    const job = shop.job({ print: steps(1, 3) + nccl, exit: 1 }, { print: steps(4, 6) });
    const supervise = (url: string) =>
      shop.start(['run', '--format', 'jsonl', ...shop.policy('max_retries: 1'), '--run-id', 'asked', '--', ...job], {
        APPROVAL_URL: url,
      });
    const folder = join(shop.state, 'runs/asked');
    return { shop, supervise, folder, question: join(folder, 'approval-2.asked') };
  }

  it('asks once, over a crash and a receiver that is away, and goes on at a yes', async () => {
    const { shop, supervise, folder, question } = approving();
    using _ = shop;
    await using receiver = await HttpReceiver.start(() => ({ status: 200 }));
    receiver.next({ status: 503 });
    const first = supervise(receiver.url);
    await until('it is asked', () => existsSync(question));
    first.child.kill('SIGKILL');
    await first.done;
    const second = supervise(receiver.url);
    await shop.supervised('asked');
    const yes = spawnSync(process.execPath, ['approve.mjs', 'yes', folder, '2'], { cwd: shop.directory });
    expect(yes.status).toBe(0);
    const { code, out } = await second.done;
    expect(code).toBe(0);
    expect(out.match(/"event_type":"attempt_started"/g)).toHaveLength(1);
    const texts = receiver.taken.map(({ body }) => JSON.parse(body).text);
    expect(texts).toEqual([readFileSync(question, 'utf8').trimEnd()]);
    expect(texts[0]).toMatch(
      /^Run asked is to be restarted \(attempt 2\) after nccl.*: .+\nYes: node .*\nNo: sigwatch stop asked$/,
    );
    expect(receiver.received.map(({ headers }) => headers['idempotency-key'])).toEqual(['asked/2', 'asked/2']);
  });

  it('restarts nothing when the run is stopped instead', async () => {
    const { shop, supervise, question } = approving();
    using _ = shop;
    const run = supervise('');
    await until('it is asked', () => existsSync(question));
    expect((await shop.cli(['stop', 'asked'])).code).toBe(0);
    const { code, out } = await run.done;
    expect(code).toBe(5);
    expect(out.match(/"event_type":"attempt_started"/g)).toHaveLength(1);
  });

  it('refuses an answer that nobody has asked for', () => {
    const { shop } = approving();
    using _ = shop;
    const yes = spawnSync(process.execPath, ['approve.mjs', 'yes', shop.directory, '2'], { cwd: shop.directory });
    expect([yes.status, String(yes.stderr)]).toEqual([1, expect.stringContaining('nobody has asked')]);
  });
});

describe('log-assertions', () => {
  it.each([
    [
      'Vitest',
      (config: string) => [
        'node_modules/vitest/vitest.mjs',
        'run',
        '--root',
        'examples/log-assertions',
        '--config',
        config,
      ],
    ],
    ['the expect of Jest', () => ['--test', 'examples/log-assertions/with-jest-expect.mjs']],
  ])('pass under %s', (_, command) => {
    using shop = new Workshop();
    const config = shop.file('vitest.config.mjs', 'export default {};\n');
    const { VITEST: __, NODE_ENV: ___, ...env } = process.env;
    const { status, stdout, stderr } = spawnSync(process.execPath, command(config), {
      cwd: root,
      env,
      encoding: 'utf8',
    });
    expect(status, stdout + stderr).toBe(0);
    expect(stdout).toMatch(/Tests .*1 passed|# pass 1/);
  });

  it('need no ES module to be required, which Jest does not allow', () => {
    const code = `const { replay } = require('sigwatch');
      (async () => { for await (const { event_type, data } of replay(process.argv[1])) if (event_type === 'run_ended') console.log(data.root.error_type); })();`;
    const args = ['--no-experimental-require-module', '-e', code, example('log-assertions/train.log')];
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
    expect([stdout, stderr]).toEqual(['oom\n', '']);
  });
});

describe('python-jsonl', () => {
  it.runIf(spawnSync('python3', ['--version']).status === 0)('tells steps and failures in Python', async () => {
    using shop = new Workshop();
    const env = { SIGWATCH: `${process.execPath} ${sigwatch}`, SIGWATCH_STATE_DIR: shop.state };
    const log = example('log-assertions/train.log');
    const once = start(shop, ['python-jsonl/follow.py', log, '--monitor', 'megatron_basic', '--once'], env);
    expect(await once.code).toBe(1);
    const [one, two, oom] = once.said.out.split('\n');
    expect([one, two]).toEqual(['step 1, loss 2.41', 'step 2, loss 2.38']);
    expect(oom).toContain(`oom at ${log}:3: `);

    const growing = shop.file('growing.log', '');
    const live = start(shop, ['python-jsonl/follow.py', growing, '--monitor', 'megatron_basic'], env);
    appendFileSync(growing, readFileSync(log, 'utf8'));
    await until(
      () => `steps are told: ${live.said.err}`,
      () => live.said.out.includes('step 2'),
    );
    expect(await live.end('SIGTERM')).toBe(143);
  });
});
