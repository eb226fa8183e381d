import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { workspaces } from '../../scripts/workspaces.mjs';

const call = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
/** Next to the Node that runs the tests, as CI has it. */
const env = { ...process.env, NO_COLOR: '1', npm_config_update_notifier: 'false', npm_config_loglevel: 'error' };

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** What install scripts compile or download; that takes minutes, so that it is taken from this checkout. */
const NATIVE = ['re2', 'better-sqlite3'];
/** What a TypeScript project has beside. */
const ALSO = ['@types/node', 'undici-types'];

/**
 * An empty project outside of this repository, into which npm has installed what `npm pack` makes of every package here, and of the
 * folders that are given. `npm ci` has left all else in npm's cache, in the versions of the lock file, which is handed on so that
 * none is looked for: the network is asked only where the cache was emptied.
 */
export class Consumer {
  private constructor(
    readonly directory: string,
    private readonly top: string,
  ) {}

  /** `write` puts further packages into folders below the one that it is given, and returns these. */
  static async install(write: (folder: string) => Promise<readonly string[]>): Promise<Consumer> {
    const top = mkdtempSync(join(tmpdir(), 'sigwatch-consumer-'));
    const consumer = new Consumer(join(top, 'project'), top);
    const tarballs = join(top, 'tarballs');
    for (const folder of [consumer.directory, tarballs]) mkdirSync(folder);
    const pack = async (...what: string[]) => {
      const args = ['pack', ...what, '--json', '--pack-destination', tarballs];
      const { stdout } = await call('npm', args, { cwd: root, env, maxBuffer: 2 ** 26 });
      return Object.values(JSON.parse(stdout) as Record<string, { name: string; filename: string }>);
    };
    const ours = workspaces.map(({ folder }) => `--workspace=${folder}`);
    const packed = [...(await pack(...ours)), ...(await pack(...(await write(join(top, 'packages')))))];
    const dependencies = packed.map(({ name, filename }) => [name, `file:${join('../tarballs', filename)}`]);
    const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock;
    const also = ALSO.map((name) => [name, lock.packages[`node_modules/${name}`]?.version]);
    const manifest = { name: 'project', private: true, dependencies: Object.fromEntries([...dependencies, ...also]) };
    consumer.file('package.json', JSON.stringify(manifest));
    consumer.file('package-lock.json', JSON.stringify(lockOf(lock)));
    await call('npm', ['install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: consumer.directory,
      env,
    });
    for (const name of NATIVE)
      cpSync(join(root, 'node_modules', name, 'build'), join(consumer.directory, 'node_modules', name, 'build'), {
        recursive: true,
        // What the compiler left on its way is not needed.
        filter: (path) => !/[/\\](?:obj|obj\.target|\.deps)$/.test(path),
      });
    return consumer;
  }

  file(path: string, text: string): string {
    const whole = join(this.directory, path);
    mkdirSync(dirname(whole), { recursive: true });
    writeFileSync(whole, text);
    return whole;
  }

  /** Runs a command of Node's: a file below the project, with what follows it. */
  async node(path: string, ...args: string[]): Promise<Ran> {
    const state = { XDG_STATE_HOME: join(this.top, 'state'), TMPDIR: this.top };
    const argv = [join(this.directory, path), ...args];
    try {
      const { stdout, stderr } = await call(process.execPath, argv, {
        cwd: this.directory,
        env: { ...env, ...state },
        timeout: 120_000,
      });
      return { code: 0, out: stdout, err: stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, out: stdout, err: stderr };
    }
  }

  /** Runs a module, and gives what it prints as JSON. */
  async tells(name: string, code: string): Promise<unknown> {
    this.file(name, code);
    const { out, err } = await this.node(name);
    if (err !== '') throw new Error(err);
    return JSON.parse(out);
  }

  dispose(): void {
    rmSync(this.top, { recursive: true, force: true });
  }
}

interface Entry {
  readonly version: string;
  readonly name?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
}
interface Lock {
  readonly packages: Readonly<Record<string, Entry>>;
}

/** Of the lock file of this repository what is not ours, where it stands below an installed package of ours too. */
function lockOf({ packages }: Lock): Lock & { readonly lockfileVersion: 3 } {
  const wanted = ALSO.map((name) => `node_modules/${name}`);
  const others = Object.entries(packages)
    .filter(([path, { link, dev }]) => path.includes('node_modules/') && !link && (!dev || wanted.includes(path)))
    .map(([path, { dev: _, ...entry }]) => [
      path.replace(/^packages\/[^/]+(?=\/node_modules\/)/, (folder) => `node_modules/${packages[folder]?.name}`),
      entry,
    ]);
  return { lockfileVersion: 3, packages: { '': { name: 'project' }, ...Object.fromEntries(others) } };
}
