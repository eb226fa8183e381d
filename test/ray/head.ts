import { spawn } from 'node:child_process';
import { mkdtempSync, openSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { rayHome } from './ray-home.js';

export interface HeadOptions {
  /** Default 4; they need not be there. */
  readonly cpus?: number;
  /** Default 0: Ray counts them and no program has to find any. */
  readonly gpus?: number;
  /** Folder of a virtual environment with Ray. Default: that of scripts/setup/ray.sh. */
  readonly home?: string;
  /** Of the head, and so of every job on it. */
  readonly env?: Readonly<Record<string, string>>;
}

interface Process {
  readonly pid: number;
  readonly argv: readonly string[];
}

/**
 * By this variable workers and jobs of a head are found, whatever session they are in. Not the modules of the dashboard:
 * the title that they give themselves takes the place of their variables, so they are found by their folder.
 */
const MARK = 'SIGWATCH_TEST_HEAD';

/** A head of Ray on this machine, for one test file: 6 to 20 seconds to start, until it takes jobs. Never `ray stop`, which ends every head there is. */
export class Head implements AsyncDisposable {
  readonly #leave = () => this.#kill(this.processes());
  #dashboard: readonly string[] = [];
  #tries = 0;

  private constructor(
    /** Below it is everything that it writes. Short: sockets lie there, whose paths may not be long. */
    readonly directory: string,
    readonly port: number,
    readonly options: HeadOptions,
  ) {
    process.on('exit', this.#leave);
  }

  /** A port that was free can be taken before a process of the head has it: then all is begun anew at others. */
  static async start(options: HeadOptions = {}, tries = 2): Promise<Head> {
    const head = new Head(mkdtempSync('/tmp/rw-'), await freePorts(), options);
    try {
      await head.#up();
      return head;
    } catch (error) {
      await head[Symbol.asyncDispose]();
      if (tries === 1) throw error;
      process.stderr.write(`ray: a head did not start, and is started anew: ${(error as Error).message}\n`);
      return Head.start(options, tries - 1);
    }
  }

  /** Of the dashboard, which serves the Jobs API. */
  get url(): string {
    return `http://127.0.0.1:${this.port + 1}`;
  }

  /** Where the logs of the cluster lie that runs now. */
  get logs(): string {
    return join(this.directory, 'session_latest', 'logs');
  }

  /** A GET, or a POST where there is a body, or what is said. Not by `fetch`, whose headers Ray takes for those of a browser and refuses. */
  ask(
    path: string,
    body?: object,
    method = body === undefined ? 'GET' : 'POST',
  ): Promise<{ readonly status: number; readonly text: string }> {
    return new Promise((resolve, reject) => {
      // Ray 2.9 fails where nobody names the program that asks.
      const headers = { 'user-agent': 'sigwatch' };
      const asked = request(`${this.url}${path}`, { method, headers, agent: false, timeout: 20_000 }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.once('error', reject);
        answer.once('end', () =>
          resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }),
        );
      });
      asked.once('error', reject);
      asked.once('timeout', () => asked.destroy(new Error(`${path} took too long`)));
      asked.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /** All that lives of it: Ray's own processes, and what jobs run. */
  processes(): readonly Process[] {
    const mark = `${MARK}=${this.directory}`;
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((name) => words(`/proc/${name}/environ`).includes(mark) || folderOf(name) === this.directory)
      .map((name) => ({ pid: Number(name), argv: words(`/proc/${name}/cmdline`) }));
  }

  /** Ends the job server alone: jobs go on. */
  async killDashboard(): Promise<void> {
    const main = this.processes().filter(isDashboard);
    this.#dashboard = main[0]?.argv ?? this.#dashboard;
    const killed = withChildren(this.processes(), main);
    this.#kill(killed);
    // A process goes on to be listed while its memory is given back.
    const pids = new Set(killed.map(({ pid }) => pid));
    const gone = () => !this.processes().some(({ pid }) => pids.has(pid));
    await until(async () => gone() && !(await this.#answers()), 60, 'the dashboard does not end');
  }

  /** Starts it again as the head had started it, and waits until it answers. */
  async startDashboard(): Promise<void> {
    const [program, ...args] = this.#dashboard;
    if (program === undefined) throw new Error('the dashboard was not killed');
    const log = openSync(join(this.directory, 'dashboard-again.log'), 'a');
    const started = spawn(program, args, {
      env: this.env(),
      cwd: this.directory,
      detached: true,
      stdio: ['ignore', log, log],
    });
    started.unref();
    await until(() => this.#answers(), 120, 'the dashboard does not answer');
  }

  /** The whole head is lost, with all jobs on it. */
  async killAll(): Promise<void> {
    await until(
      async () => {
        this.#kill(this.processes());
        return this.processes().length === 0;
      },
      60,
      'the head does not end',
    );
  }

  /** A new cluster on the same ports, which knows nothing of the old one. */
  async restart(): Promise<void> {
    await this.killAll();
    await this.#up();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    process.off('exit', this.#leave);
    await this.killAll();
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 5 });
  }

  async #up(): Promise<void> {
    const { cpus = 4, gpus = 0, home = rayHome() } = this.options;
    const port = (offset: number) => String(this.port + offset);
    const args = [
      ...['start', '--head', '--disable-usage-stats', '--temp-dir', this.directory],
      ...['--node-ip-address', '127.0.0.1', '--port', port(0)],
      ...['--dashboard-host', '127.0.0.1', '--dashboard-port', port(1)],
      ...['--ray-client-server-port', port(2), '--dashboard-agent-listen-port', port(3)],
      ...['--dashboard-agent-grpc-port', port(4), '--runtime-env-agent-port', port(5)],
      ...['--metrics-export-port', port(6), '--min-worker-port', port(20), '--max-worker-port', port(90)],
      ...['--num-cpus', String(cpus), '--num-gpus', String(gpus), '--object-store-memory', '100000000'],
    ];
    const path = join(this.directory, 'start.log');
    const log = openSync(path, 'a');
    // In a session of its own, and with a file for an output: Ray's processes would keep a pipe open.
    const started = spawn(join(home, 'bin', 'ray'), args, {
      env: this.env(),
      cwd: this.directory,
      detached: true,
      stdio: ['ignore', log, log],
    });
    const code = await new Promise<number | null>((resolve, reject) => {
      started.once('error', reject);
      started.once('exit', resolve);
    });
    if (code !== 0) throw new Error(`ray start ended with ${code}: ${readFileSync(path, 'utf8').slice(-2_000)}`);
    await until(() => this.#takesJobs(), 120, 'the head takes no jobs');
  }

  /** Of all that belongs to the head: by it they are found, and ended with it. */
  env(): Record<string, string> {
    const { PATH = '', HOME = '/root' } = process.env;
    return {
      ...{ PATH, HOME, LANG: 'C.UTF-8', RAY_USAGE_STATS_ENABLED: '0' },
      ...this.options.env,
      [MARK]: this.directory,
    };
  }

  /** The agent that starts jobs comes after the dashboard that is asked for them. */
  async #takesJobs(): Promise<boolean> {
    this.#tries += 1;
    const body = { submission_id: `head-is-ready-${this.#tries}`, entrypoint: 'true' };
    const asked = this.ask('/api/jobs/', body);
    return asked.then(
      ({ status }) => status === 200,
      () => false,
    );
  }

  #answers(): Promise<boolean> {
    return this.ask('/api/version').then(
      ({ status }) => status === 200,
      () => false,
    );
  }

  #kill(processes: readonly Process[]): void {
    for (const { pid } of processes) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // it has ended meanwhile
      }
    }
  }
}

const isDashboard = ({ argv }: Process): boolean => argv.some((word) => word.endsWith('/dashboard/dashboard.py'));

/** Each module of the dashboard is a process of its own. */
function withChildren(all: readonly Process[], parents: readonly Process[]): readonly Process[] {
  const pids = new Set(parents.map(({ pid }) => pid));
  for (let size = 0; size !== pids.size; ) {
    size = pids.size;
    for (const { pid } of all) if (pids.has(parentOf(pid))) pids.add(pid);
  }
  return all.filter(({ pid }) => pids.has(pid));
}

function folderOf(name: string): string | undefined {
  try {
    return readlinkSync(`/proc/${name}/cwd`);
  } catch {
    // It has ended.
    return undefined;
  }
}

function parentOf(pid: number): number {
  const stat = text(`/proc/${pid}/stat`);
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
}

const words = (path: string): readonly string[] =>
  text(path)
    .split('\0')
    .filter((word) => word !== '');

/** Empty for a process that has ended, and for a zombie. */
function text(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

/** The first of a hundred ports whose first ones are free; below those that the kernel gives away by itself. */
async function freePorts(): Promise<number> {
  for (let tries = 0; tries < 50; tries += 1) {
    // Two files at a time choose among different ones.
    const base = 21_000 + 200 * Math.floor(Math.random() * 55) + 100 * (Number(process.env.VITEST_POOL_ID ?? 0) % 2);
    const free = await Promise.all(Array.from({ length: 11 }, (_, offset) => isFree(base + offset)));
    if (free.every(Boolean)) return base;
  }
  throw new Error('no hundred free ports in a row between 21000 and 32000');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '0.0.0.0', () => server.close(() => resolve(true)));
  });
}

/** Asks again and again; rejects when that takes longer than so many seconds. */
async function until(probe: () => Promise<boolean>, seconds: number, otherwise: string): Promise<void> {
  const end = Date.now() + seconds * 1_000;
  while (!(await probe())) {
    if (Date.now() > end) throw new Error(`${otherwise} within ${seconds} s`);
    await sleep(100);
  }
}
