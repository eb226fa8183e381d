import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { until } from '../support/until.js';
import { firstLine } from './first-line.js';
import { modalHome } from './modal-home.js';
import { WarmClient } from './warm-client.js';

export interface ClientOptions {
  /** Default: the folder of the stand-in. */
  readonly cwd?: string;
  /** Beside that of the stand-in. */
  readonly env?: Readonly<Record<string, string>>;
  /** Begins anew, so that it reads all of its environment. */
  readonly cold?: boolean;
}

export interface ModalServerOptions {
  /** Folder of a virtual environment with Modal's client. Default: that of scripts/setup/modal.sh. */
  readonly home?: string;
  /** Of every container, beside those of its image and its secrets. */
  readonly variables?: Readonly<Record<string, string>>;
  /** What the stand-in is told before anybody asks it. */
  readonly settings?: Settings;
}

/** Those of test/modal/server/settings.py, which says what each does. */
export interface Settings {
  readonly capacity?: boolean;
  readonly start_seconds?: number;
  readonly fail_image?: string;
  readonly app_stops?: 'obey' | 'ignore' | 'linger';
  readonly container_stops?: 'obey' | 'ignore';
  readonly crash_limit?: number;
  readonly grace_seconds?: number;
  readonly client_seconds?: number;
  readonly logs?: 'serve' | 'refuse';
  readonly leave_out?: string;
  readonly refuse?: '' | 'UNAUTHENTICATED' | 'PERMISSION_DENIED' | 'RESOURCE_EXHAUSTED' | 'INTERNAL';
}

/** What a test may do to the stand-in; test/modal/server/control.py says what each verb does, and README.md beside it how they are used. */
export type Verb =
  | 'set'
  | 'state'
  | 'preempt'
  | 'kill'
  | 'expire'
  | 'vanish'
  | 'cut'
  | 'forget'
  | 'say'
  | 'unlist'
  | 'leave'
  | 'back';

export interface State {
  readonly apps: readonly {
    readonly id: string;
    readonly description: string;
    /** As `detached`, `detached_disconnected`, `stopped`. */
    readonly state: string;
    /** Whether its client is thought to be there. */
    readonly client: boolean;
  }[];
  /** All containers that there ever were, the oldest first. */
  readonly tasks: readonly {
    readonly id: string;
    readonly app: string;
    readonly started: boolean;
    readonly finished: boolean;
    /** Why the platform ended it: `preempted`, `timeout`, `stopped`; empty when it ended by itself, or lives. */
    readonly leaving: string;
    /** What it works on, or ''. */
    readonly input: string;
  }[];
  /** How often each method was called, by clients and containers. */
  readonly calls: Readonly<Record<string, number>>;
}

/** A stand-in for Modal on loopback, for one test file; under a second to start. Containers are processes of this machine. */
export class ModalServer implements AsyncDisposable {
  /** Below it is everything that it writes. Short: sockets lie there, whose paths may not be long. */
  readonly directory = mkdtempSync(join(tmpdir(), 'mo-'));
  readonly #leave = () => void this.#process?.kill('SIGKILL');
  #process: ChildProcess | undefined;
  #warm: WarmClient | undefined;
  #urls = { grpc: '', control: '' };

  private constructor(readonly options: ModalServerOptions) {
    process.on('exit', this.#leave);
  }

  static async start(options: ModalServerOptions = {}): Promise<ModalServer> {
    const server = new ModalServer(options);
    try {
      await server.#up();
      return server;
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** What a process needs to be a client of it: the client in PATH, and nothing of the tokens that the machine may have. */
  get env(): Record<string, string> {
    const home = join(this.directory, 'home');
    return {
      PATH: [dirname(this.client), join(this.#home, 'bin'), process.env.PATH].join(delimiter),
      HOME: home,
      LANG: 'C.UTF-8',
      PYTHONDONTWRITEBYTECODE: '1',
      MODAL_SERVER_URL: this.#urls.grpc,
      MODAL_CONFIG_PATH: join(home, 'modal.toml'),
      MODAL_ENVIRONMENT: 'main',
      MODAL_TOKEN_ID: 'ak-stand-in',
      MODAL_TOKEN_SECRET: 'as-SECRET-modal-token',
    };
  }

  /** That in which the client is installed. */
  get python(): string {
    return join(this.#home, 'bin', 'python');
  }

  /** Where `modal` lies. */
  get client(): string {
    return join(this.#warm?.bin ?? join(this.#home, 'bin'), 'modal');
  }

  /** What the stand-in wrote of its own errors, methods that it does not serve among them; a test looks that it is empty. */
  get errors(): string {
    return readFileSync(join(this.directory, 'errors.log'), 'utf8');
  }

  get #home(): string {
    return this.options.home ?? modalHome();
  }

  /** Starts Modal's client; what it gives is a promise, too, which is kept whatever the exit code is. */
  modal(args: readonly string[], options: ClientOptions = {}) {
    return execa(options.cold ? join(this.#home, 'bin', 'modal') : this.client, args, {
      cwd: options.cwd ?? this.directory,
      env: { ...this.env, ...options.env },
      extendEnv: false,
      reject: false,
      stdin: 'ignore',
    });
  }

  /** What lives in its containers: all that knows by its environment where the platform is. */
  processes(): readonly number[] {
    const mark = `MODAL_SERVER_URL=unix://${this.directory}/`;
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && variables(name).includes(mark))
      .map(Number);
  }

  async control(verb: Verb, args: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const answer = await fetch(`${this.#urls.control}/${verb}`, { method: 'POST', body: JSON.stringify(args) });
    const told: unknown = await answer.json();
    if (!answer.ok) throw new Error(`${verb}: ${JSON.stringify(told)}`);
    return told;
  }

  async set(settings: Settings): Promise<void> {
    await this.control('set', { ...settings });
  }

  async state(): Promise<State> {
    return (await this.control('state')) as State;
  }

  /** Ends it with all its containers. */
  async [Symbol.asyncDispose](): Promise<void> {
    process.off('exit', this.#leave);
    await this.#warm?.[Symbol.asyncDispose]();
    const server = this.#process;
    if (server !== undefined && server.exitCode === null && server.signalCode === null) {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.stdin?.end();
      const late = setTimeout(() => server.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(late);
    }
    await until('containers outlive the stand-in', () => this.processes().length === 0);
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  async #up(): Promise<void> {
    mkdirSync(join(this.directory, 'home'));
    const log = openSync(join(this.directory, 'errors.log'), 'a');
    try {
      const begun = [this.#serve(log), process.env.SIGWATCH_MODAL_COLD ? undefined : this.#warmUp(log)];
      for (const one of await Promise.allSettled(begun)) if (one.status === 'rejected') throw one.reason;
    } finally {
      closeSync(log);
    }
    await this.set(this.options.settings ?? {});
  }

  async #serve(log: number): Promise<void> {
    const { PATH = '' } = process.env;
    const server = spawn(this.python, ['-m', 'server', this.directory, JSON.stringify(this.options.variables ?? {})], {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      env: { PATH, LANG: 'C.UTF-8', PYTHONDONTWRITEBYTECODE: '1' },
      stdio: ['pipe', 'pipe', log],
    });
    this.#process = server;
    this.#urls = JSON.parse(await firstLine('the stand-in', server, () => this.errors));
  }

  async #warmUp(log: number): Promise<void> {
    this.#warm = await WarmClient.start({
      ...{ python: this.python, directory: this.directory, env: this.env, log },
      errors: () => this.errors,
    });
  }
}

/** Empty for a process that has ended, and for a zombie. */
function variables(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return '';
  }
}
