import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { firstLine } from './first-line.js';

const at = (name: string) => fileURLToPath(new URL(`client/${name}`, import.meta.url));

export interface WarmClientOptions {
  /** That of the virtual environment with the client. */
  readonly python: string;
  /** A folder in which `bin/modal` is made. Short: a socket lies there, whose path may not be long. */
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
  /** File descriptor for what goes wrong. */
  readonly log: number;
  /** What was written there. */
  readonly errors: () => string;
}

/** Modal's client, imported once and forked for each call, which then costs a fraction: client/warm.py, client/asks.py. */
export class WarmClient implements AsyncDisposable {
  readonly #leave = () => void this.server.kill('SIGKILL');

  private constructor(
    /** Where `modal` lies. */
    readonly bin: string,
    private readonly server: ChildProcess,
  ) {
    process.on('exit', this.#leave);
  }

  static async start({ python, directory, env, log, errors }: WarmClientOptions): Promise<WarmClient> {
    const bin = join(directory, 'bin');
    mkdirSync(bin);
    // Without the modules of a site it begins in no time.
    const asks = `#!${python} -IS\n${readFileSync(at('asks.py'), 'utf8')}`;
    writeFileSync(join(bin, 'modal'), asks, { mode: 0o755 });
    const server = spawn(python, [at('warm.py'), join(bin, 'client')], { env, stdio: ['pipe', 'pipe', log] });
    const client = new WarmClient(bin, server);
    try {
      await firstLine("Modal's warm client", server, errors);
      return client;
    } catch (error) {
      await client[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Ends it with all calls that are under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    process.off('exit', this.#leave);
    const { server } = this;
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.stdin?.end();
    await ended;
  }
}
