import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventChecker, type SigwatchEvent } from '@sigwatch/core';
import { expect } from 'vitest';
import { eventsOf, startCli } from '../support/cli.js';
import { killAll, processesIn } from '../support/processes.js';
import { startInPty } from '../support/pty.js';

const job = fileURLToPath(new URL('job.mjs', import.meta.url));
const check = eventChecker();

/** What a job does in one attempt. */
export interface Attempt {
  readonly print?: string;
  readonly append?: { readonly file: string; readonly text: string };
  /** A file that is waited for before `after` is printed. */
  readonly wait_for?: string;
  readonly after?: string;
  readonly exit?: number;
  /** Lives on after it has printed. */
  readonly hang?: boolean;
}

/** A folder of its own for one test, and the built command line in it. */
export class Workshop implements Disposable {
  readonly directory = mkdtempSync(join(tmpdir(), 'sigwatch-e2e-'));
  readonly state = join(this.directory, 'state');
  #runs = 0;

  /** Writes a file and returns its path. */
  file(name: string, text: string): string {
    const path = join(this.directory, name);
    writeFileSync(path, text);
    return path;
  }

  /** The command that acts a scenario: what to do in attempt 1, 2, …; the last one for all that follow. */
  job(...attempts: readonly Attempt[]): string[] {
    const scenario = { ...Object.fromEntries(attempts.map((one, i) => [i + 1, one])), later: attempts.at(-1) };
    this.#runs += 1;
    return [process.execPath, job, this.file(`scenario-${this.#runs}.json`, JSON.stringify(scenario))];
  }

  /** Runs a verb to its end and reads its events, each of which must be valid. */
  async told(verb: string, args: readonly string[], command: readonly string[] = []): Promise<Told> {
    const tail = command.length === 0 ? [] : ['--', ...command];
    const ran = await this.cli([verb, '--format', 'jsonl', ...args, ...tail]);
    return new Told(ran.code, ran.out, ran.err);
  }

  replay(text: string, ...args: string[]): Promise<Told> {
    return this.told('replay', [...args, this.file('log.out', text)]);
  }

  /** Starts a verb that tells events, and hands out what it has told so far. */
  watching(verb: string, args: readonly string[], command: readonly string[] = []) {
    const tail = command.length === 0 ? [] : ['--', ...command];
    const { child, done } = this.start([verb, '--format', 'jsonl', ...args, ...tail]);
    let out = '';
    child.stdout.on('data', (data) => {
      out += data;
    });
    return {
      child,
      now: () => new Told(null, out.slice(0, out.lastIndexOf('\n') + 1), ''),
      done: done.then((ran) => new Told(ran.code, ran.out, ran.err)),
    };
  }

  /** Runs the command line to its end. */
  cli(args: readonly string[], env: Record<string, string> = {}) {
    return this.start(args, env).done;
  }

  /** Starts a verb and leaves it running. */
  start(args: readonly string[], env: Record<string, string> = {}) {
    return startCli(args, { SIGWATCH_STATE_DIR: this.state, ...env }, this.directory);
  }

  read(name: string): string {
    return readFileSync(join(this.directory, name), 'utf8');
  }

  /** What the commands of a run's actions have printed, in order. */
  outputOfActions(run: string): string[] {
    const actions = join(this.state, 'runs', run, 'actions');
    return readdirSync(actions)
      .filter((name) => name.endsWith('.log'))
      .map((name) => readFileSync(join(actions, name), 'utf8'))
      .sort();
  }

  /** Until somebody supervises the run, as who asks is told. */
  async supervised(run: string, is = true): Promise<void> {
    const end = Date.now() + PATIENCE;
    while (!(await this.cli(['status', run, '--format', 'jsonl'])).out.includes(`"supervised":${is}`))
      if (Date.now() > end) throw new Error(`${is ? 'nobody supervises' : 'somebody still supervises'} ${run}`);
  }

  /** Runs a command in a terminal, which is closed when its third step was told; resolves when nobody supervises it any more. */
  async closesTerminal(run: string, args: readonly string[]): Promise<void> {
    const env = { SIGWATCH_STATE_DIR: this.state };
    const first = startInPty(['run', '--format', 'jsonl', '--run-id', run, ...args], {
      columns: 80,
      cwd: this.directory,
      env,
    });
    await until('the third step is told', () => first.now().split('"event_type":"progress"').length > 3);
    first.close();
    await this.supervised(run, false);
  }

  /** The processes of a run's jobs that live: all have its name in their environment. */
  livingJobs(run: string): number[] {
    return processesIn(this.directory, (environment) => environment.includes(`SIGWATCH_RUN_ID=${run}`));
  }

  /** Ends what a run has left alive. */
  async endJobs(run: string): Promise<void> {
    killAll(this.livingJobs(run));
    await until('the job is gone', () => this.livingJobs(run).length === 0);
  }

  /** Flags for a policy that restarts at once; `more` are further keys of its crash policy. */
  policy(more: string): string[] {
    return ['--restart', this.file('policy.yaml', quickPolicy(more))];
  }

  /** Flags for a monitor that is loaded in no time: steps, nccl and oom. */
  fewRules(settings = ''): string[] {
    return ['--monitor', this.file('few.yaml', `${FEW_RULES}${settings}`)];
  }

  /** Ends what a test has left running by its nature; the shim may write its last file a moment later. */
  [Symbol.dispose](): void {
    const ofAnyJob = (pair: string) => pair.startsWith('SIGWATCH_RUN_ID=');
    killAll(processesIn(this.directory, (environment) => environment.some(ofAnyJob)));
    for (let tries = 0; ; tries++) {
      try {
        return rmSync(this.directory, { recursive: true, force: true });
      } catch (error) {
        // Only a second look at the folder finds what was written after the first; Node's own retries do not take one.
        if (tries === 100 || (error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
      }
    }
  }
}

const FEW_RULES = `class_name: LogMonitor
log_signals:
  - { name: iteration, pattern: 'iteration +(?P<step>\\d+)/ *(?P<total>\\d+) .*lm loss: (?P<loss>[\\d.E+-]+)', metadata: { kind: progress } }
  - { name: nccl_error, pattern: 'NCCL error in', state: { class_name: CrashState }, metadata: { error_type: nccl } }
  - { name: cuda_oom, pattern: 'CUDA out of memory', state: { class_name: CrashState }, metadata: { error_type: oom } }
`;

/** What a verb has told, and how it ended. */
export class Told {
  readonly events: readonly SigwatchEvent[];

  constructor(
    readonly code: number | null,
    out: string,
    readonly err: string,
  ) {
    this.events = eventsOf(out) as unknown as SigwatchEvent[];
    for (const event of this.events) expect(check(event), JSON.stringify(event)).toEqual([]);
  }

  of(type: SigwatchEvent['event_type']) {
    return this.events.filter((event) => event.event_type === type);
  }

  /** Decisions as `ACTION ERROR_TYPE`. */
  get decisions(): string[] {
    return this.of('decision').map(({ data }) => `${data.action} ${data.error_type}`);
  }

  /** Incidents as `ERROR_TYPE SIGNAL`, those that were none as `ignored ERROR_TYPE`. */
  get incidents(): string[] {
    return this.of('incident_closed').map(({ data }) => {
      const { error_type, signal } = data.root as { error_type: string; signal: string };
      return data.ignored ? `ignored ${error_type}` : `${error_type} ${signal}`;
    });
  }

  get attempts(): number {
    return this.of('attempt_started').length;
  }

  /** All of it, for a test that fails. */
  get story(): string {
    return [this.err, ...this.events.map((event) => JSON.stringify(event))].join('\n');
  }

  get end(): SigwatchEvent['data'] {
    return this.of('run_ended')[0]?.data ?? {};
  }

  signals(...names: string[]): SigwatchEvent[] {
    return this.of('signal').filter(({ data }) => names.includes(String(data.signal)));
  }
}

/** For how long (ms) something is waited for: longer than any machine that is busy takes. */
const PATIENCE = 150_000;

/** Waits until `condition` gives something. */
export async function until<T>(what: string, condition: () => T | undefined | false, limit = PATIENCE): Promise<T> {
  const end = Date.now() + limit;
  for (;;) {
    const found = condition();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A line as Megatron-LM logs it, `seconds` after noon. */
export function step(n: number, seconds = n, more: { loss?: string; scale?: string; grad?: string } = {}): string {
  const { loss = '2.500000E+00', scale = '1.0', grad = '0.750' } = more;
  return (
    ` [${stamp(seconds)}] iteration ${String(n).padStart(8)}/    5000 | consumed samples: ${n * 256} | ` +
    `elapsed time per iteration (ms): 1000.0 | learning rate: 1.250000E-04 | global batch size:   256 | ` +
    `lm loss: ${loss} | loss scale: ${scale} | grad norm: ${grad} | ` +
    'number of skipped iterations:   0 | number of nan iterations:   0 |\n'
  );
}

/** `2026-03-01 12:00:05` */
export function stamp(seconds: number): string {
  return new Date(Date.UTC(2026, 2, 1, 12, 0, 0) + seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
}

export const steps = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, i) => step(from + i)).join('');

/** A policy that restarts at once; `more` are further keys of its crash policy. */
function quickPolicy(more: string): string {
  return `policies:
  - mode: crash
    implementation:
      class_name: SelectiveRestartPolicy
      default_action: stop
      restart_on_error_types: [nccl, nccl_timeout]
      backoff: { initial: 0s, jitter: 0 }
${more
  .trim()
  .split('\n')
  .map((line) => `      ${line.trim()}\n`)
  .join('')}`;
}

/** A monitor of these rules, each in the braces of YAML; the first stands in line 3. */
export const monitorFile = (...rules: string[]) =>
  `class_name: LogMonitor\nlog_signals:\n${rules.map((rule) => `  - ${rule}\n`).join('')}`;
