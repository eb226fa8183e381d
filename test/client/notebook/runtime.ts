import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { killAll } from '../../support/processes.js';
import { until } from '../../support/until.js';
import { clientHome, clientPackage, clientPython } from '../client-home.js';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const bin = at('../../../packages/sigwatch/bin/sigwatch.js');
/** The notebook that people get. */
export const notebook = at('../../../examples/colab/train.ipynb');

const user = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
/** Runs a program in a namespace of processes of its own, with which all of them end. */
const unshare = ['unshare', ...user, '--pid', '--fork', '--mount-proc', '--kill-child'];
/** A container may not be allowed to: then the start of the session is told, and its processes are found by a variable. */
const isAlone = spawnSync(unshare[0] as string, [...unshare.slice(1), 'true']).status === 0;
const MARK = 'SIGWATCH_TEST_RUNTIME';

/**
 * A runtime of Colab, as far as what runs in it can tell: a first process with which all others end, whose start is that of the
 * session, and a disk that goes away with them. Its notebook is run by a kernel of Jupyter, from the first cell to the last.
 */
export class Runtime implements AsyncDisposable {
  /** What the cells have printed. */
  printed = '';
  /** The exit code of the notebook's player, once it has ended by itself: 0 where no cell has raised. */
  readonly done: Promise<number | null>;
  readonly #disk = mkdtempSync(join(tmpdir(), 'sigwatch-runtime-'));
  readonly #child: ChildProcess;

  /** `variables`: what the notebook's settings are taken from; `drive`: a folder that outlives the runtime. */
  constructor(drive: string, variables: Readonly<Record<string, string>>) {
    const home = join(this.#disk, 'home');
    mkdirSync(home);
    mkdirSync(this.content);
    const tools = join(this.#disk, 'tools');
    mkdirSync(tools);
    writeFileSync(join(tools, 'sigwatch'), `#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n`, { mode: 0o755 });
    cpSync(notebook, join(this.content, 'train.ipynb'));
    const env = {
      PATH: [tools, join(clientHome(), 'bin'), process.env.PATH].join(delimiter),
      PYTHONPATH: [clientPackage, at('.')].join(delimiter),
      PYTHONDONTWRITEBYTECODE: '1',
      OMP_NUM_THREADS: '1',
      HOME: home,
      TMPDIR: home,
      COLAB_RELEASE_TAG: 'release-colab-test',
      SIGWATCH_SKIP_INSTALL: '1',
      SIGWATCH_DRIVE: drive,
      [MARK]: this.#disk,
      ...(isAlone ? {} : { SIGWATCH_SESSION_START: String(Date.now() / 1000) }),
      ...variables,
    };
    // A shell is the first process, since somebody has to take note of orphans that end.
    const play = ['bash', '-c', '"$@"; exit $?', 'runtime', clientPython(), at('play.py'), 'train.ipynb'];
    const [program = '', ...args] = [...(isAlone ? unshare : []), ...play];
    this.#child = spawn(program, args, { cwd: this.content, env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8');
      stream?.on('data', (data) => {
        this.printed += data;
      });
    }
    this.done = new Promise((resolve) => this.#child.on('close', resolve));
  }

  /** Where the notebook and what it writes lie. */
  get content(): string {
    return join(this.#disk, 'content');
  }

  /** The same in one line: a cell is 80 columns wide, and words of it may stand in two. */
  get said(): string {
    return this.printed.replace(/\s+/g, ' ');
  }

  /** What the job of an attempt has printed. */
  log(attempt = 1): string {
    const path = join(
      this.#disk,
      'home',
      '.local',
      'state',
      'sigwatch',
      'runs',
      'train',
      `attempt-${attempt}`,
      'output.log',
    );
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }

  /** Waits for a word of the cells; tells all of them where it does not come. */
  async says(words: RegExp): Promise<void> {
    let ended = false;
    void this.done.then(() => {
      ended = true;
    });
    await until(
      () => `${words} was not said:\n${this.printed}\n${this.log()}`,
      () => {
        if (words.test(this.said)) return true;
        if (ended) throw new Error(`it ended without ${words}:\n${this.printed}\n${this.log()}`);
        return false;
      },
    );
  }

  /** Ends as a runtime does that Colab takes away: at once, with all that is in it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    // Whoever was about to start another one has then ended.
    while (!isAlone && killAllOf(this.#disk) > 0) await new Promise((resolve) => setTimeout(resolve, 50));
    await this.done;
    rmSync(this.#disk, { recursive: true, force: true });
  }
}

/** How many there were. */
function killAllOf(disk: string): number {
  const living = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isOf(name, disk));
  killAll(living.map(Number));
  return living.length;
}

function isOf(pid: string, disk: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(`${MARK}=${disk}`);
  } catch {
    return false;
  }
}
