import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const call = promisify(execFile);
const script = (name: string) => fileURLToPath(new URL(`cluster/${name}`, import.meta.url));

export interface ClusterOptions {
  /** Default 2: n1 and n2. */
  readonly nodes?: number;
  /** Of each node, and its memory (MiB); they need not be there. Default 8 and 8000. */
  readonly cpus?: number;
  readonly memory?: number;
  /** MariaDB and slurmdbd. Default true; without, squeue and a file of ended jobs are all that there is. */
  readonly accounting?: boolean;
  /** Lines added to slurm.conf. */
  readonly extra?: string;
}

export type Daemon = 'slurmctld' | 'slurmdbd' | `slurmd.n${number}`;

/** A SLURM cluster of real daemons on this machine, for one test file. Start to end: two to ten seconds. */
export class Cluster implements AsyncDisposable {
  /** Of everything that talks to it. */
  readonly env: Readonly<Record<string, string>>;

  private constructor(
    /** Below it is everything that it writes. */
    readonly directory: string,
    readonly port: number,
    readonly options: ClusterOptions,
  ) {
    this.env = {
      SLURM_CONF: join(directory, 'etc', 'slurm.conf'),
      PATH: `${process.env.PATH}:/usr/sbin:/sbin`,
      // slurmdbd is found by MariaDB's socket alone.
      MYSQL_UNIX_PORT: join(directory, 'mysql', 'sock'),
    };
  }

  /** A port that was free can be taken before a daemon has it: then all is begun anew at others. */
  static async start(options: ClusterOptions = {}, tries = 3): Promise<Cluster> {
    const directory = mkdtempSync(join(tmpdir(), 'sigwatch-slurm-'));
    const cluster = new Cluster(directory, await freePorts(20), options);
    try {
      await cluster.up();
      return cluster;
    } catch (error) {
      await cluster[Symbol.asyncDispose]();
      if (tries === 1) throw error;
      process.stderr.write(`slurm: a cluster did not start, and is started anew: ${(error as Error).message}\n`);
      return Cluster.start(options, tries - 1);
    }
  }

  /** Starts whatever does not run. */
  async up(): Promise<void> {
    const { nodes = 2, cpus = 8, memory = 8_000, accounting = true, extra = '' } = this.options;
    const more = join(this.directory, 'extra.conf');
    writeFileSync(more, `${extra}\n`);
    const own = ['--dir', this.directory, '--port', `${this.port}`, '--nodes', `${nodes}`, '--extra', more];
    const size = ['--cpus', `${cpus}`, '--memory', `${memory}`];
    await this.run(script('start.sh'), ...own, ...size, '--accounting', accounting ? 'yes' : 'no');
  }

  /** Runs a command against this cluster and gives its output. Rejects, with its words, when it fails. */
  async run(program: string, ...args: string[]): Promise<string> {
    const { stdout } = await call(program, args, {
      cwd: this.directory,
      env: { ...process.env, ...this.env },
      maxBuffer: 1 << 28,
    });
    return stdout;
  }

  /** Submits a script's text; the job's id. */
  async sbatch(text: string, ...options: string[]): Promise<string> {
    const path = join(this.directory, `job-${Date.now()}-${Math.random().toString(36).slice(2, 8)}.sh`);
    writeFileSync(path, text, { mode: 0o755 });
    return (await this.run('sbatch', '--parsable', ...options, path)).trim().split(';', 1)[0] as string;
  }

  /** What `scontrol show job` says, by key; of a job that it knows. */
  async show(job: string): Promise<Readonly<Record<string, string>>> {
    const text = await this.run('scontrol', 'show', 'job', '-o', job);
    return Object.fromEntries([...text.matchAll(/(\S+?)=(\S*)/g)].map(([, key, value]) => [key, value]));
  }

  /** Waits until `probe` gives something; rejects after `seconds`, with what it said last. */
  async until<T>(probe: () => Promise<T | undefined | false>, seconds = 120): Promise<T> {
    const limit = Date.now() + seconds * 1000;
    for (let last: unknown = 'nothing'; ; ) {
      try {
        const found = await probe();
        if (found !== undefined && found !== false) return found;
      } catch (error) {
        last = error;
      }
      if (Date.now() > limit) throw new Error(`not so within ${seconds} s; last: ${last}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  untilState(job: string, ...states: string[]): Promise<string> {
    return this.until(async () => {
      const { JobState = '' } = await this.show(job);
      return states.includes(JobState) && JobState;
    });
  }

  /** SIGTERM, as an operator stops it, or SIGKILL; resolves when it is gone. `up` starts it again. */
  async stop(daemon: Daemon, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const pid = Number(readFileSync(join(this.directory, `${daemon}.pid`), 'utf8'));
    process.kill(pid, signal);
    await this.until(async () => !isRunning(pid));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.run(script('stop.sh'), '--dir', this.directory, '--purge');
    rmSync(this.directory, { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

/** The first of so many ports in a row that nobody listens on. */
async function freePorts(count: number): Promise<number> {
  for (;;) {
    // Two files at a time choose among different ones, and none that a head of Ray may take (test/ray/head.ts).
    const first = 17_000 + 40 * Math.floor(Math.random() * 100) + 20 * (Number(process.env.VITEST_POOL_ID ?? 0) % 2);
    const free = await Promise.all(Array.from({ length: count }, (_, i) => isFree(first + i)));
    if (free.every(Boolean)) return first;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
