import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from '../../support/until.js';
import { clientHome, clientPackage, clientPython } from '../client-home.js';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const bin = at('../../../packages/sigwatch/bin/sigwatch.js');
/** The notebook that people get. */
export const notebook = at('../../../examples/colab/train.ipynb');

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
      ...variables,
    };
    // A shell is the first process, since somebody has to take note of orphans that end.
    const play = ['bash', '-c', '"$@"; exit $?', 'runtime', clientPython(), at('play.py'), 'train.ipynb'];
    const user = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
    const alone = [...user, '--pid', '--fork', '--mount-proc', '--kill-child'];
    this.#child = spawn('unshare', [...alone, ...play], { cwd: this.content, env, stdio: ['ignore', 'pipe', 'pipe'] });
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
    await this.done;
    rmSync(this.#disk, { recursive: true, force: true });
  }
}
