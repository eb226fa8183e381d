import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const page = fileURLToPath(new URL('../../docs/own-rules.md', import.meta.url));
const bin = fileURLToPath(new URL('../../packages/sigwatch/bin/sigwatch.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'sigwatch-page-'));
const work = join(folder, 'work');
const tools = join(folder, 'tools');

/** A fenced block: a file to save, a change to one, or commands with what they print. */
interface Block {
  readonly kind: string;
  readonly file: string | undefined;
  readonly text: string;
}

const blocks: readonly Block[] = [...readFileSync(page, 'utf8').matchAll(/^```(\w+)(?: (\S+))?\n(.*?)^```$/gms)].map(
  ([, kind = '', file, text = '']) => ({ kind, file, text }),
);

/** Times, waits and the like differ from day to day. */
const stable = (line: string): string =>
  line
    .trimEnd()
    .replace(/^\d\d:\d\d:\d\d/, 'TIME')
    .replace(/(restart \d+ of \d+) in \d+s/, '$1 in WAIT');

/** Whether the output has these lines in this order; `…` stands for any lines, at the end of one for the rest of it. */
function shows(output: readonly string[], shown: readonly string[]): boolean {
  const [first, ...rest] = shown;
  if (first === undefined) return output.length === 0;
  if (first === '…') return output.some((_, at) => shows(output.slice(at), rest)) || shows([], rest);
  const [line, ...more] = output;
  if (line === undefined) return false;
  const alike = first.endsWith('…') ? line.startsWith(first.slice(0, -1)) : line === first;
  return alike && shows(more, rest);
}

function carryOut({ kind, file, text }: Block): void {
  if (kind === 'console') {
    for (const part of text.split(/^\$ /m).slice(1)) type(part);
    return;
  }
  if (file === undefined) throw new Error(`a block of ${kind} names no file`);
  const path = join(work, file);
  if (kind !== 'diff') return writeFileSync(path, text);
  const lines = (sign: string) => text.split('\n').flatMap((line) => (line.startsWith(sign) ? [line.slice(1)] : []));
  const before = readFileSync(path, 'utf8');
  expect(before).toContain(lines('-').join('\n'));
  writeFileSync(
    path,
    before.replace(lines('-').join('\n'), () => lines('+').join('\n')),
  );
}

/** A command and, below it, what the page says that it prints. */
function type(part: string): void {
  const [command = '', ...shown] = part.trimEnd().split('\n').map(stable);
  const { stdout } = spawnSync('sh', ['-c', `exec 2>&1; ${command}`], {
    cwd: work,
    encoding: 'utf8',
    env: {
      ...process.env,
      PATH: `${tools}${delimiter}${process.env.PATH}`,
      SIGWATCH_STATE_DIR: join(folder, 'state'),
    },
  });
  const output = stdout.trimEnd().split('\n').map(stable);
  if (!shows(output, shown)) expect(output, command).toEqual(shown);
}

describe('docs/own-rules.md', () => {
  beforeAll(() => {
    mkdirSync(work);
    mkdirSync(tools);
    writeFileSync(join(tools, 'sigwatch'), `#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n`);
    chmodSync(join(tools, 'sigwatch'), 0o755);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has files and commands', () => {
    expect(blocks.filter(({ kind }) => kind === 'console').length).toBeGreaterThan(4);
    expect(blocks.flatMap(({ file }) => file ?? [])).toContain('kestrel.test.yaml');
  });

  it('comes out as it is written, from the first block to the last', () => {
    for (const block of blocks) carryOut(block);
  }, 240_000);
});
