import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const bin = at('packages/sigwatch/bin/sigwatch.js');

/** A fenced block: a file to save, a change to one, or commands with what they print. */
interface Block {
  readonly kind: string;
  readonly file: string | undefined;
  readonly text: string;
}

function blocksOf(page: string): readonly Block[] {
  const fences = readFileSync(at(`docs/${page}`), 'utf8').matchAll(/^```(\w+)(?: (\S+))?\n(.*?)^```$/gms);
  return [...fences]
    .map(([, kind = '', file, text = '']) => ({ kind, file, text }))
    .filter(({ kind, file }) => kind === 'console' || file !== undefined);
}

/** Times and waits differ from one time to the next. */
const stable = (line: string): string =>
  line
    .trimEnd()
    .replace(/^\d\d:\d\d:\d\d/, 'TIME')
    .replace(/(restart \d+ of \d+) in \d+s/, '$1 in WAIT');

/** Whether the output has these lines in this order; `…` stands for any lines, at the end of one for the rest of it. */
function shows(output: readonly string[], shown: readonly string[]): boolean {
  const [first, ...rest] = shown;
  if (first === undefined) return output.length === 0;
  if (first === '…') return [...output, undefined].some((_, skipped) => shows(output.slice(skipped), rest));
  const [line, ...more] = output;
  if (line === undefined) return false;
  const alike = first.endsWith('…') ? line.startsWith(first.slice(0, -1)) : line === first;
  return alike && shows(more, rest);
}

/** A folder in which a page's files are saved and its commands typed. */
class Reader implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'sigwatch-page-'));
  readonly #work = join(this.#folder, 'work');
  readonly #tools = join(this.#folder, 'tools');

  constructor() {
    for (const folder of [this.#work, this.#tools]) mkdirSync(folder);
    writeFileSync(join(this.#tools, 'sigwatch'), `#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n`, {
      mode: 0o755,
    });
    // Programs of a page find the packages as those of a project do.
    symlinkSync(at('node_modules'), join(this.#folder, 'node_modules'));
  }

  carryOut({ kind, file = '', text }: Block): void {
    const path = join(this.#work, file);
    if (kind === 'console') for (const part of text.split(/^\$ /m).slice(1)) this.#type(part);
    else if (kind === 'diff') change(path, text);
    else {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  }

  /** A command and, below it, what the page says that it prints. */
  #type(part: string): void {
    const [command = '', ...shown] = part.trimEnd().split('\n').map(stable);
    const { stdout } = spawnSync('sh', ['-c', `exec 2>&1; ${command}`], {
      cwd: this.#work,
      encoding: 'utf8',
      env: {
        ...process.env,
        PATH: `${this.#tools}${delimiter}${process.env.PATH}`,
        SIGWATCH_STATE_DIR: join(this.#folder, 'state'),
      },
    });
    const output = stdout.trim() === '' ? [] : stdout.trimEnd().split('\n').map(stable);
    if (!shows(output, shown)) expect(output, command).toEqual(shown);
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Lines with a minus make way for those with a plus. */
function change(path: string, text: string): void {
  const lines = (sign: string) =>
    text
      .split('\n')
      .flatMap((line) => (line.startsWith(sign) ? [line.slice(1)] : []))
      .join('\n');
  const before = readFileSync(path, 'utf8');
  expect(before).toContain(lines('-'));
  writeFileSync(
    path,
    before.replace(lines('-'), () => lines('+')),
  );
}

describe('a page with commands', () => {
  it.each([
    ['own-rules.md', 6],
    ['from-oellm-autoexp.md', 4],
    ['from-hyperpod.md', 2],
    ['from-determined.md', 2],
    ['health.md', 1],
    ['stability.md', 1],
    ['records.md', 1],
    ['recovery.md', 2],
    ['heartbeats.md', 2],
    ['alerts.md', 1],
    ['embedding.md', 5],
  ])('comes out as it is written: %s', (page, commands) => {
    using reader = new Reader();
    const blocks = blocksOf(page);
    expect(blocks.filter(({ kind }) => kind === 'console').length).toBeGreaterThanOrEqual(commands);
    for (const block of blocks) reader.carryOut(block);
  });
});
