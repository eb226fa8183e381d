import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobAdapter, JobRef, JobSpec, JobStatus } from '@sigwatch/core';
import type { Answer, Call, Modal } from './client/modal.js';

/** As the clients 1.5.5 and 1.6.4 have them. */
interface Row {
  readonly app_id: string;
  readonly description: string;
  readonly state: string;
  readonly tasks: string;
  readonly created_at: string | null;
  readonly stopped_at: string | null;
}

/** What the client would say of a platform that is a few values here. */
export class FakeModal {
  apps: Row[] = [];
  containers: { container_id: string; app_id: string; app_name: string; start_time: string }[] = [];
  readonly calls: string[] = [];
  /** Answers of its own to calls that begin so. */
  readonly says = new Map<string, Partial<Answer> | Error>();
  /** What stops do. */
  stop: (app: string) => void = (app) => this.end(app);

  readonly ask: Modal = async ({ args, heard }: Call): Promise<Answer> => {
    const call = args.join(' ');
    this.calls.push(call);
    const said = [...this.says].find(([begin]) => call.startsWith(begin))?.[1];
    if (said instanceof Error) throw said;
    const answer = { stdout: '', stderr: '', exitCode: 0, ...(said ?? this.#answer(call, args)) };
    if (heard === undefined) return answer;
    heard(Buffer.from(answer.stdout));
    return { ...answer, stdout: '' };
  };

  /** How often it was asked so. */
  count(begin: string): number {
    return this.calls.filter((call) => call.startsWith(begin)).length;
  }

  make(app_id: string, description: string, state = 'ephemeral (detached)'): void {
    const created_at = `2026-11-23 04:00:0${this.apps.length}+00:00`;
    this.apps.push({ app_id, description, state, tasks: '0', created_at, stopped_at: null });
  }

  set(app_id: string, change: Partial<Row>): void {
    this.apps = this.apps.map((row) => (row.app_id === app_id ? { ...row, ...change } : row));
  }

  begin(app_id: string, container_id: string, start_time = '2026-11-23 04:00:05+00:00'): void {
    this.containers.push({ container_id, app_id, app_name: '', start_time });
    this.set(app_id, { tasks: '1' });
  }

  end(app_id: string): void {
    this.containers = this.containers.filter((container) => container.app_id !== app_id);
    this.set(app_id, { state: 'stopped', tasks: '0', stopped_at: '2026-11-23 04:10:00+00:00' });
  }

  #answer(call: string, args: readonly string[]): Partial<Answer> {
    if (call === '--version') return { stdout: 'modal client version: 1.6.4\n' };
    if (call === 'app list --json') return { stdout: JSON.stringify(this.apps) };
    if (call === 'container list --json') return { stdout: JSON.stringify(this.containers) };
    if (call.startsWith('app info')) return { exitCode: 1, stderr: `Error: App '${args[2]}' not found.\n` };
    if (call.startsWith('app stop')) return this.#stopped(args[3] as string);
    if (call.startsWith('container stop')) {
      this.containers = this.containers.filter(({ container_id }) => container_id !== args[3]);
      return {};
    }
    return { exitCode: 2, stderr: `No such command '${call}'` };
  }

  #stopped(app: string): Partial<Answer> {
    const row = this.apps.find(({ app_id }) => app_id === app);
    if (row === undefined) return { exitCode: 1, stderr: `Error: App '${app}' not found.\n` };
    if (row.state === 'stopped') return { exitCode: 1, stderr: 'App is already stopped.\n' };
    this.stop(app);
    return {};
  }
}

/** Clients that are a few files: what `modal run` does is what a test says. */
export class FakeClients {
  readonly directory = mkdtempSync(join(tmpdir(), 'clients-'));
  readonly started: JobSpec[] = [];
  /** What each client does at once, by its output. Default: nothing. */
  run: (spec: JobSpec, name: string) => void = () => {};
  readonly #jobs = new Map<string, { readonly ref: JobRef; readonly path: string }>();
  readonly #states = new Map<string, Partial<JobStatus>>();

  readonly adapter: JobAdapter = {
    name: 'local',
    lag: 0,
    status: async (jobs) =>
      new Map(jobs.map((job) => [job.id, { job, state: 'running', ...this.#states.get(job.id) } as JobStatus])),
    logs: () => {
      throw new Error('nobody reads them');
    },
    logPaths: async ({ id }) => [this.#path(id)],
    cancel: async ({ id }) => void this.#states.set(id, { state: 'cancelled', signal: 'SIGTERM' }),
    submission: {
      submit: async (spec, key) => {
        const known = this.#jobs.get(key);
        if (known !== undefined) return known.ref;
        const ref: JobRef = { id: `local:${spec.run_id}.${spec.attempt}`, incarnation: key };
        this.#jobs.set(key, { ref, path: this.#path(ref.id) });
        mkdirSync(this.directory, { recursive: true });
        writeFileSync(this.#path(ref.id), '');
        this.started.push(spec);
        this.run(spec, spec.command[spec.command.indexOf('--name') + 1] as string);
        return ref;
      },
      find: async (key) => {
        const known = this.#jobs.get(key);
        return { jobs: known === undefined ? [] : [known.ref], complete: true, asOf: 0 };
      },
    },
  };

  /** The client of this number prints something. */
  print(text: string, at = -1): void {
    appendFileSync(this.#path(this.#id(at)), text);
  }

  end(status: Partial<JobStatus>, at = -1): void {
    this.#states.set(this.#id(at), status);
  }

  output(at = -1): string {
    return readFileSync(this.#path(this.#id(at)), 'utf8');
  }

  #id(at: number): string {
    const spec = this.started.at(at) as JobSpec;
    return `local:${spec.run_id}.${spec.attempt}`;
  }

  #path(id: string): string {
    return join(this.directory, id);
  }
}
