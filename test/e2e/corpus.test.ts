import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const program = fileURLToPath(new URL('../corpus/corpus.mjs', import.meta.url));
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sigwatch-corpus-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** As npm calls it: from the project, and told where it was called. */
function corpus(...args: readonly string[]) {
  const env = { ...process.env, INIT_CWD: directory };
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', env });
  return { code: status, out: stdout, err: stderr };
}

function file(name: string, ...lines: readonly unknown[]): void {
  writeFileSync(join(directory, name), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

describe('npm run corpus', () => {
  const oom = {
    id: 'oom-1',
    text: 'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.',
    label: { kind: 'error', error_type: 'oom' },
  };

  it('scores a file that stands where it was called, and writes what was said', () => {
    file('mine.jsonl', oom, { id: 'n-1', text: 'all is well', label: { kind: 'noise' } });
    const { code, out } = corpus('mine.jsonl', '--format', 'jsonl', '--predictions', 'said.jsonl');
    expect(code).toBe(0);
    const [lines] = out.split('\n').map((line) => (line === '' ? undefined : JSON.parse(line)));
    expect(lines).toMatchObject({ type: 'lines', macro_f1: 1, error_lines: 1, false_alarms: 0, quiet_lines: 1 });
    const said = readFileSync(join(directory, 'said.jsonl'), 'utf8').trim().split('\n');
    expect(said.map((line) => JSON.parse(line))).toEqual([
      {
        id: 'oom-1',
        types: expect.arrayContaining(['oom']),
        kinds: ['error'],
        fields: expect.objectContaining({ allocation_size: '2.00 GiB' }),
        category: 'memory',
      },
      { id: 'n-1', types: [], kinds: [], fields: {} },
    ]);
  });

  it('exits with 0 for lines that the rules get wrong: that is what it measures', () => {
    file('mine.jsonl', { ...oom, text: 'nothing that any rule knows' });
    expect(corpus('mine.jsonl').code).toBe(0);
  });

  it('exits with 2 and says what to do for what it cannot score', () => {
    file('mine.jsonl', oom, { id: 'n-1', text: 'x', label: { kind: 'loud' } });
    expect(corpus('mine.jsonl')).toMatchObject({
      code: 2,
      err: expect.stringContaining('mine.jsonl:2: the kind "loud"'),
    });
    expect(corpus('no.jsonl')).toMatchObject({ code: 2, err: expect.stringContaining('no.jsonl: is not there') });
    expect(corpus('--form', 'x')).toMatchObject({ code: 2, err: expect.stringContaining("Unknown option '--form'") });
    expect(corpus('--monitor', 'nobody')).toMatchObject({ code: 2, err: expect.stringContaining('nobody') });
  });
});
