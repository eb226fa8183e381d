import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Attempt, type Told, until, Workshop } from '../e2e/workshop.js';
import type { Cluster } from './cluster.js';

const programs = ['squeue', 'sacct', 'scontrol', 'sbatch', 'scancel', 'srun'] as const;
type Program = (typeof programs)[number];

/** A job as SLURM tells of it at the end of a test. */
export interface SlurmJob {
  readonly id: string;
  readonly state: string;
  readonly nodes: string;
  readonly restarts: number;
}

/** A folder of its own, and the built command line in it, with a cluster whose commands are counted. */
export class SlurmWorkshop extends Workshop {
  readonly #bin = join(this.directory, 'bin');
  readonly #calls = join(this.directory, 'calls.log');

  constructor(
    readonly cluster: Cluster,
    /** Further settings of the adapter, as YAML in braces has them. */
    settings = '',
  ) {
    super();
    mkdirSync(this.#bin);
    for (const program of programs) {
      const path = join(this.#bin, program);
      writeFileSync(
        path,
        `#!/bin/sh\necho "${program} $*" >> '${this.#calls}'\nPATH="\${PATH#*:}" exec ${program} "$@"\n`,
      );
      chmodSync(path, 0o755);
    }
    const adapter = `{ class_name: SlurmAdapter, poll_interval_seconds: 1, log_wait_seconds: 1${settings === '' ? '' : `, ${settings}`} }`;
    this.file('sigwatch.yaml', `adapter: ${adapter}\n`);
  }

  /** A line of shell that is run before a command of SLURM, by whoever in this folder calls it. */
  before(program: Program, line: string): void {
    const path = join(this.#bin, program);
    writeFileSync(path, readFileSync(path, 'utf8').replace('\n', `\n${line}\n`));
  }

  override start(args: readonly string[], env: Record<string, string> = {}) {
    return super.start(args, { ...this.cluster.env, PATH: `${this.#bin}:${this.cluster.env.PATH}`, ...env });
  }

  /** How often a command was called, of those whose arguments hold the text. */
  calls(program: Program, holding = ''): number {
    if (!existsSync(this.#calls)) return 0;
    const lines = readFileSync(this.#calls, 'utf8').split('\n');
    return lines.filter((line) => line.startsWith(`${program} `) && line.includes(holding)).length;
  }

  /** A batch script; `options` are those of sbatch. */
  script(body: string, options: readonly string[] = [], name = 'train.sbatch'): string {
    const lines = ['--output=slurm-%j.out', ...options].map((option) => `#SBATCH ${option}\n`);
    return this.file(name, `#!/bin/sh\n${lines.join('')}${body}\n`);
  }

  /** A batch script that acts a scenario: what it does in its first start, its second, …, whoever has started it again. */
  trains(options: readonly string[], ...attempts: readonly Attempt[]): string {
    const command = this.job(...attempts).map((word) => `'${word}'`);
    return this.script(
      `SIGWATCH_ATTEMPT=$((SIGWATCH_ATTEMPT + \${SLURM_RESTART_COUNT:-0})) exec ${command.join(' ')}`,
      options,
    );
  }

  /** Submits and supervises, with rules and a policy that know little and are quick, unless `flags` say otherwise. */
  submits(script: readonly string[], flags: readonly string[] = this.quick()): Submitted {
    const watching = this.watching('submit', [
      '--config',
      join(this.directory, 'sigwatch.yaml'),
      ...flags,
      'slurm',
      ...script,
    ]);
    return new Submitted(watching);
  }

  /** `more`: keys of the crash policy; `monitor`: further keys of the monitor. */
  quick(more = '', monitor = ''): string[] {
    return [...this.fewRules(monitor), ...this.policy(more)];
  }

  /** What became of all jobs of the cluster that were submitted in this folder, oldest first. */
  async jobs(): Promise<readonly SlurmJob[]> {
    const text = await this.cluster.run('scontrol', 'show', 'job', '-o');
    return text
      .split('\n')
      .filter((line) => line.includes(`WorkDir=${this.directory}`))
      .map((line) => {
        const of = (key: string) => new RegExp(`(?:^|\\s)${key}=(\\S*)`).exec(line)?.[1] ?? '';
        return { id: of('JobId'), state: of('JobState'), nodes: of('NodeList'), restarts: Number(of('Restarts')) };
      })
      .sort((a, b) => Number(a.id) - Number(b.id));
  }

  /** Waits until the jobs have these states: parts of one job end one by one. */
  async untilStates(...expected: readonly string[]): Promise<void> {
    await this.cluster.until(async () => {
      const states = await this.states();
      if (states.join() !== expected.join()) throw new Error(`they are ${states}, and not ${expected}`);
      return true;
    });
  }

  /** The last words of jobs, each as `STATE` in the order of submission. */
  async states(): Promise<readonly string[]> {
    return (await this.jobs()).map(({ state }) => state);
  }
}

/** A run that is being supervised by a process. */
export class Submitted {
  #said = '';

  constructor(private readonly watching: ReturnType<Workshop['watching']>) {
    watching.child.stderr.on('data', (text) => {
      this.#said += text;
    });
  }

  /** Waits until it says one of these to people. */
  says(...texts: readonly string[]): Promise<boolean> {
    return until(`it says ${texts.join(' or ')}`, () => texts.some((text) => this.#said.includes(text)), 120_000);
  }

  get child() {
    return this.watching.child;
  }

  /** What it has told so far. */
  now(): Told {
    return this.watching.now();
  }

  /** All that it has told, when it has ended. */
  get done(): Promise<Told> {
    return this.watching.done;
  }

  /** The number of the job of an attempt, once there is one. */
  job(attempt = 1): Promise<string> {
    return until(`attempt ${attempt} has a job`, () => this.#job(attempt), 120_000);
  }

  until(what: string, condition: (told: Told) => boolean, seconds = 120): Promise<boolean> {
    return until(what, () => condition(this.now()), seconds * 1000);
  }

  #job(attempt: number): string | undefined {
    const started = this.now().of('attempt_started');
    const job = started.find((event) => event.attempt === attempt)?.data.job;
    return typeof job === 'string' ? job.slice('slurm:'.length) : undefined;
  }
}

export const endAs = fileURLToPath(new URL('cluster/end-as.py', import.meta.url));
