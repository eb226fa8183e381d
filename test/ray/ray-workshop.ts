import { readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Told, until, Workshop } from '../e2e/workshop.js';
import type { Head } from './head.js';
import { rayHome } from './ray-home.js';

const train = fileURLToPath(new URL('../../examples/ray/train.py', import.meta.url));

/** A job as Ray tells of it. */
export interface RayJob {
  readonly id: string;
  readonly status: string;
  /** `RUN/ATTEMPT`; empty of one that sigwatch did not submit. */
  readonly key: string;
  readonly entrypoint: string;
}

const ALIVE: ReadonlySet<string> = new Set(['PENDING', 'RUNNING']);

/** A folder of its own, and the built command line in it, beside a real head. */
export class RayWorkshop extends Workshop {
  #written = 0;
  readonly #submitted: Submitted[] = [];

  constructor(
    readonly head: Head,
    /** Further settings of the adapter, as YAML in braces has them. */
    settings = '',
    /** Who is asked; default: the head itself. */
    address = head.url,
  ) {
    super();
    const more = settings === '' ? '' : `, ${settings}`;
    this.file(
      'sigwatch.yaml',
      `adapter: { class_name: RayAdapter, address: '${address}', poll_interval_seconds: 1${more} }\n`,
    );
  }

  get config(): readonly string[] {
    return ['--config', join(this.directory, 'sigwatch.yaml')];
  }

  /** Where the example's program saves. */
  get checkpoints(): string {
    return join(this.directory, 'checkpoints');
  }

  /** The example's program, with further words. */
  train(...words: readonly string[]): readonly string[] {
    return ['python3', train, '--checkpoint-dir', this.checkpoints, ...words];
  }

  /** A program of one's own, by the Python that has Ray; what it prints is there at once. */
  python(program: string): readonly string[] {
    this.#written += 1;
    return [join(rayHome(), 'bin', 'python'), '-u', this.file(`program-${this.#written}.py`, program)];
  }

  /** `more`: keys of the crash policy; `monitor`: further keys of the monitor. */
  quick(more = '', monitor = ''): string[] {
    return [...this.fewRules(monitor), ...this.policy(more)];
  }

  /** Submits and supervises. */
  submits(run_id: string, command: readonly string[], flags: readonly string[] = this.quick()): Submitted {
    const run = new Submitted(this.watching('submit', [...this.config, '--run-id', run_id, ...flags, 'ray'], command));
    this.#submitted.push(run);
    return run;
  }

  /** A test that has failed leaves no supervisor behind. */
  override [Symbol.dispose](): void {
    for (const { child } of this.#submitted) child.kill('SIGKILL');
    super[Symbol.dispose]();
  }

  /** Flags for the rules for Ray, without their long waits, and a policy that restarts at once what has one of these types. */
  rules(restarted: readonly string[], monitor = ''): readonly string[] {
    this.#written += 1;
    const rules = `defaults: [ray_training, _self_]\nclass_name: LogMonitor\n${monitor}`;
    return [
      '--monitor',
      this.file(`rules-${this.#written}.yaml`, rules),
      '--restart',
      this.file(`restarted-${this.#written}.yaml`, policyFor(restarted)),
    ];
  }

  /** Bytes of the copy of what a job of the cluster that runs now has printed. */
  copyOf(job: RayJob): Buffer {
    const session = basename(dirname(realpathSync(this.head.logs)));
    return readFileSync(join(this.state, 'ray', 'logs', session, job.id, 'driver.log'));
  }

  /** Bytes of what a job has printed, as Ray has them. */
  printedBy(job: RayJob): Buffer {
    return readFileSync(join(this.head.logs, `job-driver-${job.id}.log`));
  }

  /** One verb in this folder, to its end. */
  verb(...args: readonly string[]) {
    return this.cli([...args, ...this.config, '--state-dir', this.state]);
  }

  /** All jobs of the head whose key is of this run, oldest first. */
  async jobs(run_id: string): Promise<readonly RayJob[]> {
    return (await allJobs(this.head)).filter(({ key }) => key.startsWith(`${run_id}/`));
  }
}

async function allJobs(head: Head): Promise<readonly RayJob[]> {
  const { text } = await head.ask('/api/jobs/');
  const told = JSON.parse(text) as readonly Record<string, unknown>[];
  return told
    .filter(({ submission_id }) => submission_id !== null)
    .sort((a, b) => Number(a.start_time) - Number(b.start_time))
    .map(({ submission_id, status, metadata, entrypoint }) => ({
      id: String(submission_id),
      status: String(status),
      key: (metadata as { sigwatch?: string } | null)?.sigwatch ?? '',
      entrypoint: String(entrypoint),
    }));
}

const policyFor = (restarted: readonly string[]) => {
  const backoff = 'max_retries: 3, backoff: { initial: 0s, jitter: 0 }';
  return `policies:
  - mode: crash
    implementation: { class_name: SelectiveRestartPolicy, default_action: stop, restart_on_error_types: [${restarted}], ${backoff} }
  - { mode: stall, implementation: { class_name: AlwaysRestartPolicy, ${backoff} } }
`;
};

/** A run that is being supervised by a process. */
export class Submitted {
  constructor(private readonly watching: ReturnType<Workshop['watching']>) {}

  get child() {
    return this.watching.child;
  }

  now(): Told {
    return this.watching.now();
  }

  get done(): Promise<Told> {
    return this.watching.done;
  }

  until(what: string, condition: (told: Told) => boolean, seconds = 120): Promise<boolean> {
    return until(what, () => condition(this.now()), seconds * 1000);
  }
}

/** Between two looks (ms). */
const PAUSE = 200;

/** Looks at all jobs of a head, again and again, for two of one run that are alive at once. */
export class JobWatch {
  /** What must never be. */
  readonly twins: string[] = [];
  looks = 0;
  readonly #stop = new AbortController();
  readonly #watching: Promise<void>;

  constructor(private readonly head: Head) {
    this.#watching = this.#watch();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#watching;
  }

  async #watch(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      // One that is not answered tells nothing; how many were is told at the end.
      await this.#look().catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }

  async #look(): Promise<void> {
    const alive = new Map<string, RayJob[]>();
    for (const job of await allJobs(this.head)) {
      const run = job.key.slice(0, job.key.lastIndexOf('/'));
      if (run !== '' && ALIVE.has(job.status)) alive.set(run, [...(alive.get(run) ?? []), job]);
    }
    this.looks += 1;
    for (const jobs of alive.values()) if (jobs.length > 1) this.twins.push(JSON.stringify(jobs));
  }
}
