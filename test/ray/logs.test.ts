import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { agentLog } from '../../packages/adapter-ray/src/logs/agent-log.js';
import { Agents } from '../../packages/adapter-ray/src/logs/agents.js';
import { type RayLogsOptions, rayLogs } from '../../packages/adapter-ray/src/logs/job-logs.js';
import { logServer } from '../../packages/adapter-ray/src/logs/server.js';
import { stateLog } from '../../packages/adapter-ray/src/logs/state-log.js';
import { textLog } from '../../packages/adapter-ray/src/logs/text-log.js';
import type { LogSource } from '../../packages/core/src/contract.js';
import { systemDeps } from '../../packages/core/src/deps.js';
import { mirroredSource, type RemoteLog } from '../../packages/core/src/source/index.js';
import { CuttingProxy } from './cutting-proxy.js';
import { followLog } from './follow-log.js';
import { Head } from './head.js';
import { rayHome } from './ray-home.js';

let head: Head;
let proxy: CuttingProxy;
let scratch: string;
const deps = systemDeps;

beforeAll(async () => {
  head = await Head.start();
  proxy = await CuttingProxy.to(head.port + 1);
  scratch = mkdtempSync('/tmp/ray-logs-');
});
afterAll(async () => {
  await proxy[Symbol.asyncDispose]();
  await head[Symbol.asyncDispose]();
  rmSync(scratch, { recursive: true, force: true });
});

const through = (address: string) => ({ address, headers: () => ({}), tls: undefined });
const driverFile = (job: string) => readFileSync(join(head.logs, `job-driver-${job}.log`));
const facts = async (job: string) => JSON.parse((await head.ask(`/api/jobs/${job}`)).text) as Record<string, string>;
const hasEnded = async (job: string) =>
  ['SUCCEEDED', 'FAILED'].includes((await facts(job).catch(() => ({ status: '' }))).status ?? '');

async function submit(job: string, program: string): Promise<void> {
  const file = join(scratch, `${job}.py`);
  writeFileSync(file, program);
  const { status, text } = await head.ask('/api/jobs/', {
    submission_id: job,
    entrypoint: `${rayHome()}/bin/python -u ${file}`,
  });
  if (status !== 200) throw new Error(text);
  await expect.poll(async () => (await facts(job)).driver_node_id).toBeTruthy();
}

/** By the state API, the file's own bytes; by the Jobs API, text. */
async function remote(way: 'state' | 'text', job: string, address = proxy.url): Promise<RemoteLog> {
  const server = logServer(through(address));
  if (way === 'text') return textLog({ server, job, deps });
  const node = (await facts(job)).driver_node_id ?? '';
  return stateLog({ server, file: { node, name: `job-driver-${job}.log` }, deps });
}

const copyOf = (job: string, way: string) => join(scratch, job, way, 'driver.log');
const mirrored = (job: string, way: string, log: RemoteLog): LogSource =>
  mirroredSource({ id: job, path: copyOf(job, way), remote: log, deps });

/** As Python reads a file as text. */
const asText = (bytes: Buffer): Buffer =>
  Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n').replaceAll('\r', '\n'), 'latin1');

// Long lines, bars, control characters, characters of several bytes written in halves, and no newline at the end.
const odd = (more: string) => `
import os, time
def out(b): os.write(1, b)
for i in range(40):
    out(b"step %d \\xe2\\x98" % i); time.sleep(0.03); out(b"\\x83 and more\\n")
    out(b"\\rbar 1/3\\rbar 2/3\\rbar 3/3\\n" if i % 4 == 0 else b"plain\\n")
    if i % 10 == 0: out(b"x" * 30000 + b"\\n")
    ${more}
    time.sleep(0.2)
out(b"nul \\x00 and \\x1b[31mred\\x1b[0m\\nno newline at the end")
`;

it.each([
  ['state', 'out(b"bad \\xff\\xfe utf8, and\\r\\n")'],
  ['text', 'pass'],
] as const)(
  'is equal to the file after five cuts, by %s',
  async (way, more) => {
    const job = `cut-${way}`;
    await submit(job, odd(more));
    const log = await remote(way, job);
    const wanted = [1_000, 30_000, 35_000, 70_000, 100_000];
    let armed = 0;
    const read = await followLog(mirrored(job, way, log), async () => {
      if (proxy.cuts === armed && armed < wanted.length) {
        proxy.cutAfter(wanted[armed] as number);
        armed += 1;
      }
      return proxy.cuts === wanted.length && (await hasEnded(job));
    });
    const file = driverFile(job);
    expect(file.length).toBeGreaterThan(120_000);
    expect(readFileSync(copyOf(job, way)).equals(way === 'text' ? asText(file) : file)).toBe(true);
    expect(read.text().equals(readFileSync(copyOf(job, way)))).toBe(true);
    proxy.cuts = 0;
  },
  180_000,
);

it.each(['state', 'text'] as const)(
  'has the end of a job that ends while nothing answers, by %s',
  async (way) => {
    const job = `down-${way}`;
    await submit(
      job,
      `
import os, time
for i in range(4): print("step", i)
while not os.path.exists("${join(scratch, job)}.down"): time.sleep(0.1)
for i in range(4, 10): print("step", i)
print("the last words", end="")
`,
    );
    let isDown = false;
    const read = await followLog(mirrored(job, way, await remote(way, job)), async (log) => {
      if (!isDown && log.text().includes('step 3')) {
        proxy.close();
        isDown = true;
        writeFileSync(`${join(scratch, job)}.down`, '');
      }
      if (!isDown || !(await hasEnded(job)) || log.kinds.at(-1) !== 'blind') return false;
      proxy.open();
      return true;
    });
    expect(read.text().toString()).toContain('step 9\nthe last words');
    expect(read.text().equals(driverFile(job))).toBe(true);
  },
  120_000,
);

it('is blind while the dashboard is dead, and goes on where it was', async () => {
  const job = 'dead-dashboard';
  const enough = join(scratch, 'enough');
  const until = `while not os.path.exists("${enough}"): print("step", i); i += 1; time.sleep(0.25)`;
  await submit(job, `import os, time\ni = 0\n${until}\nprint("the end")\n`);
  let state: 'before' | 'dead' | 'again' = 'before';
  let before = 0;
  const read = await followLog(mirrored(job, 'state', await remote('state', job, head.url)), async (log) => {
    if (state === 'before' && log.text().includes('step 9\n')) {
      await head.killDashboard();
      state = 'dead';
    } else if (state === 'dead' && log.kinds.at(-1) === 'blind') {
      await head.startDashboard();
      state = 'again';
      before = log.text().length;
    }
    if (state === 'again' && log.text().length > before) writeFileSync(enough, '');
    return state === 'again' && (await hasEnded(job));
  });
  expect(read.text().equals(driverFile(job))).toBe(true);
});

it('is read from any offset on by the agent of its node, which this very machine reaches', async () => {
  const job = 'by-agent';
  await submit(job, 'import os\nos.write(1, b"one\\rtwo \\xff\\r\\n" * 20000)\n');
  await expect.poll(() => hasEnded(job)).toBe(true);
  const agent = (await facts(job)).driver_agent_http_address ?? '';
  const node = (await facts(job)).driver_node_id ?? '';
  const [server, name] = [logServer(through(head.url)), `job-driver-${job}.log`];
  expect(await new Agents(server, deps).canTell(agent, { node, name }, new AbortController().signal)).toBe(true);
  const file = driverFile(job);
  for (const offset of [0, 1, 100_000, file.length]) {
    const parts: Buffer[] = [];
    const read = agentLog({ server, agent, name, deps }).read(offset, { follow: false }, new AbortController().signal);
    for await (const { bytes } of read) parts.push(bytes);
    expect(Buffer.concat(parts).equals(file.subarray(offset))).toBe(true);
  }
});

const BURST = 50_000_000;

setFlagsFromString('--expose_gc');
const collectGarbage = runInNewContext('gc') as () => void;
/** Bytes that are still needed; what was only not cleared away yet is no matter of ours. */
function inUse(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

it.each(['state', 'text'] as const)(
  'takes 50 MB in a burst without holding them, by %s',
  async (way) => {
    const job = `burst-${way}`;
    await submit(
      job,
      `
import sys
line = "x" * 99
for i in range(${BURST / 100}): sys.stdout.write(line + "\\n")
`,
    );
    await expect.poll(() => hasEnded(job)).toBe(true);
    const file = driverFile(job);
    expect(file.length).toBeGreaterThanOrEqual(BURST);
    const log = await remote(way, job, head.url);
    const before = inUse();
    let looked = 0;
    const began = performance.now();
    let most = 0;
    let length = 0;
    const stop = new AbortController();
    for await (const { bytes, as_of } of log.read(0, { follow: true }, stop.signal)) {
      if (!file.subarray(length, length + bytes.length).equals(bytes)) throw new Error(`differs behind ${length}`);
      length += bytes.length;
      if (length > looked + BURST / 20) {
        looked = length;
        most = Math.max(most, inUse() - before);
      }
      if (length === file.length && as_of !== undefined) stop.abort();
    }
    console.info(`${way}: ${Math.round(performance.now() - began)} ms, ${Math.round(most / 1e6)} MB more`);
    expect(length).toBe(file.length);
    expect(most).toBeLessThan(BURST * 2);
  },
  180_000,
);

const ACTORS = `
import os, ray, sys, time
ray.init()
@ray.remote(num_cpus=1)
class Train:
    def step(self, i):
        print(f"step {i}/8 of {os.getpid()}")
        print(f"worker says {i}", file=sys.stderr)
        return os.getpid()
workers = [Train.remote() for _ in range(2)]
for i in range(8):
    pids = ray.get([one.step.remote(i) for one in workers])
    time.sleep(0.2)
print("pids", *pids)
while not os.path.exists(FOUND): time.sleep(0.1)
`;

it('finds the logs of workers, each with its node and its process', async () => {
  const job = 'actors';
  const all = join(scratch, 'found');
  await submit(job, `FOUND = "${all}"\n${ACTORS}`);
  const session = JSON.parse((await head.ask('/api/version')).text).session_name as string;
  const options: RayLogsOptions = {
    connection: through(head.url),
    deps,
    copies: join(scratch, 'copies'),
    worker_logs: true,
  };
  const stop = new AbortController();
  const found: LogSource[] = [];
  const search = (async () => {
    for await (const one of rayLogs(options)
      .logs({ id: `ray:${job}`, incarnation: session })
      .sources(stop.signal))
      found.push(one);
  })();
  await expect.poll(() => found.length).toBe(5);
  writeFileSync(all, '');
  await expect.poll(() => hasEnded(job)).toBe(true);
  stop.abort();
  await search;
  const pids = driverFile(job).toString().split('pids ')[1]?.split('\n')[0]?.split(' ') ?? [];
  const ids = found.map(({ id }) => id);
  expect(ids[0]).toBe(`ray:${job}/driver.log`);
  expect(pids.length).toBe(2);
  for (const pid of pids) {
    const out = found.find(({ id }) => id.includes(`/worker-${pid}-`) && id.endsWith('.out'));
    expect(out?.id.split('/')[1]).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
    const text = (await followLog(out as LogSource, () => true)).text().toString();
    expect(text).toContain(`step 0/8 of ${pid}\nstep 1/8 of ${pid}\n`);
    expect(text).toContain(`step 7/8 of ${pid}\n`);
    expect(ids.some((id) => id.includes(`/worker-${pid}-`) && id.endsWith('.err'))).toBe(true);
  }
  const driver = await followLog(found[0] as LogSource, () => true);
  expect(driver.text().equals(driverFile(job))).toBe(true);
  const [copy = ''] = rayLogs(options).logPaths({ id: `ray:${job}`, incarnation: session });
  expect(readFileSync(copy).equals(driverFile(job))).toBe(true);
});
