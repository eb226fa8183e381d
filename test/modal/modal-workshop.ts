import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Told, Workshop } from '../e2e/workshop.js';
import { eventually } from './eventually.js';
import type { ModalServer, State } from './modal-server.js';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export interface Counting {
  readonly command: readonly string[];
  /** What was printed so far. */
  printed(): string;
  /** How far it has come. */
  steps(): number;
  /** It comes to its end, which is a good one. */
  enough(): void;
}

/** A folder of its own, and the built command line in it, beside a stand-in for Modal and its real client. */
export class ModalWorkshop extends Workshop {
  readonly #submitted: Submitted[] = [];

  constructor(
    readonly server: ModalServer,
    /** Further settings of the adapter, as YAML in braces has them. */
    settings = '',
    /** Further blocks of sigwatch.yaml. */
    blocks = '',
  ) {
    super();
    const more = settings === '' ? '' : `, ${settings}`;
    const adapter = `adapter: { class_name: ModalAdapter, poll_interval_seconds: 1${more} }`;
    this.file('sigwatch.yaml', `${adapter}\n${blocks}\n`);
  }

  get config(): readonly string[] {
    return ['--config', join(this.directory, 'sigwatch.yaml')];
  }

  /** Where the example's program saves. Containers of the stand-in see the folders of this machine. */
  get checkpoints(): string {
    return join(this.directory, 'checkpoints');
  }

  /** A function of jobs/training.py that fails once, and is tried again by Modal, as it asks for. */
  unlucky(): readonly string[] {
    return [`${at('jobs/training.py')}::unlucky`, '--mark', join(this.directory, 'mark')];
  }

  /** A function of jobs/training.py that runs the example's program. */
  training(call: string, words: string, ...more: readonly string[]): readonly string[] {
    const all = `--checkpoint-dir ${this.checkpoints} ${words}`;
    return [`${at('jobs/training.py')}::${call}`, '--words', all, ...more];
  }

  /** The function of jobs/training.py that counts until it is `enough`, and writes what it prints to a file, too. */
  counting(): Counting {
    const [printed, enough] = [join(this.directory, 'printed'), join(this.directory, 'enough')];
    const read = () => (existsSync(printed) ? readFileSync(printed, 'utf8') : '');
    return {
      command: [`${at('jobs/training.py')}::counts`, '--name', printed, '--enough', enough],
      printed: read,
      steps: () => read().match(/^iteration/gm)?.length ?? 0,
      enough: () => writeFileSync(enough, ''),
    };
  }

  /** All rules, and the policy of Modal without its waits; `monitor`: keys of the monitor beside. */
  rules(monitor = ''): readonly string[] {
    const rules = `defaults: [modal_training, _self_]\nclass_name: LogMonitor\nhold_seconds: 2\n${monitor}`;
    return ['--monitor', this.file('rules.yaml', rules), '--restart', this.file('policy.yaml', hasty())];
  }

  /** Submits and supervises. */
  submits(run_id: string, command: readonly string[], flags: readonly string[] = this.rules()): Submitted {
    const run = new Submitted(
      this.watching('submit', [...this.config, '--run-id', run_id, ...flags, 'modal'], command),
    );
    this.#submitted.push(run);
    return run;
  }

  /** Takes a run up again whose supervisor is gone. */
  again(run_id: string): Submitted {
    const run = new Submitted(this.watching('run', [...this.config, '--run-id', run_id]));
    this.#submitted.push(run);
    return run;
  }

  /** As the user of the stand-in. */
  override start(args: readonly string[], env: Record<string, string> = {}) {
    return super.start(args, {
      ...this.server.env,
      TRAIN: at('../../examples/modal/train.py'),
      HELD: at('jobs/held.py'),
      ...env,
    });
  }

  /** One verb in this folder, to its end. */
  verb(...args: readonly string[]) {
    return this.cli([...args, ...this.config, '--state-dir', this.state]);
  }

  /** Apps of a run, oldest first. */
  async apps(run_id: string): Promise<State['apps']> {
    return (await this.server.state()).apps.filter(({ description }) => description.startsWith(`sigwatch-${run_id}-`));
  }

  async app(run_id: string): Promise<string> {
    const [app] = await eventually(`no app of ${run_id}`, async () => {
      const apps = await this.apps(run_id);
      return apps.length > 0 && apps;
    });
    return app?.id ?? '';
  }

  /** Containers of all apps of a run that have begun. */
  async tasks(run_id: string): Promise<State['tasks']> {
    const apps = new Set((await this.apps(run_id)).map(({ id }) => id));
    return (await this.server.state()).tasks.filter(({ app, started }) => started && apps.has(app));
  }

  /** What sigwatch has of what the containers of an app have printed. */
  copyOf(app: string): string {
    const folder = join(this.state, 'modal', 'logs', app);
    const names = readdirSync(folder).filter((name) => name.startsWith('ta-'));
    return names.map((name) => readFileSync(join(folder, name), 'utf8')).join('');
  }

  /** Processes of `modal app logs` that follow an app's log. */
  readersOf(app: string): readonly number[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && wordsOf(name).includes(app) && wordsOf(name).includes('--follow'))
      .map(Number);
  }

  /** A test that has failed leaves no supervisor behind. */
  override [Symbol.dispose](): void {
    for (const { child } of this.#submitted) child.kill('SIGKILL');
    super[Symbol.dispose]();
  }
}

/** The policy of runs on Modal as it is shipped, but that it waits for nothing. */
function hasty(): string {
  const shipped = readFileSync(at('../../plugins/modal/restart/modal.yaml'), 'utf8');
  return shipped.replaceAll(/backoff: \{[^}]*\}/g, 'backoff: { initial: 0s, jitter: 0 }');
}

/** Empty for a process that has ended. */
function wordsOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0');
  } catch {
    return [];
  }
}

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

  /** Rejects with all that it has said where it ends before. */
  until(what: string, condition: (told: Told) => boolean): Promise<boolean> {
    return eventually(what, async () => {
      if (condition(this.now())) return true;
      if (this.child.exitCode === null && this.child.signalCode === null) return false;
      throw new Error(`the run has ended before ${what}: ${(await this.done).story}`);
    });
  }
}
