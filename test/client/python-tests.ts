import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import schema from '../../schemas/wire.schema.json' with { type: 'json' };
import { clientPackage } from './client-home.js';

const tests = join(clientPackage, 'tests');
const validate = new Ajv({ allErrors: true, allowUnionTypes: true, strict: false }).compile(schema);

interface Outcome {
  readonly test: string;
  readonly trouble: string | null;
}

/** Runs the tests of a folder of packages/client-python/tests in one process, and reports each as one of ours. */
export async function pythonTests(name: string, python: string, folder: string, without: readonly string[] = []) {
  const home = mkdtempSync(join(tmpdir(), 'sigwatch-client-'));
  try {
    const lines = join(home, 'lines');
    const files = readdirSync(join(tests, folder)).filter((file) => /^test_.*\.py$/.test(file));
    const args = [
      join(tests, 'run.py'),
      ...without.flatMap((module) => ['--without', module]),
      ...files.map((file) => join(tests, folder, file)),
    ];
    const { stdout, stderr, exitCode } = await execa(python, args, {
      reject: false,
      timeout: 600_000,
      env: environment(home, lines),
      extendEnv: false,
    });
    report(name, files, exitCode === 0 ? outcomesIn(stdout) : [{ test: 'starts', trouble: `${stdout}\n${stderr}` }]);
    reportLines(name, linesIn(lines));
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function report(name: string, files: readonly string[], outcomes: readonly Outcome[]): void {
  describe(name, () => {
    for (const { test, trouble } of outcomes) it(test, () => expect(trouble).toBeNull());
    it('no file is without tests', () => {
      const told = new Set(outcomes.map(({ test }) => test.split('.')[0]));
      expect(told.size).toBe(files.length);
    });
  });
}

/** What any test has a client print is held against the schema that the engine reads it by. */
function reportLines(name: string, lines: readonly string[]): void {
  it(`${name}: every line that was printed is one of the wire format`, () => {
    expect(lines.length).toBeGreaterThan(20);
    for (const line of lines) {
      expect(validate(JSON.parse(line)), `${line}\n${JSON.stringify(validate.errors)}`).toBe(true);
      expect(line.startsWith('{"sigwatch":1,"type":"'), line).toBe(true);
      expect(Buffer.byteLength(line) < 16 * 1024, line).toBe(true);
    }
  });
}

const outcomesIn = (stdout: string): Outcome[] =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

function linesIn(path: string): readonly string[] {
  return readFileSync(path, 'utf8').split('\n').filter(Boolean);
}

/** Nothing of what this process has been told of its own run, and one thread: two files are tested at a time. */
const environment = (home: string, lines: string) => ({
  PATH: process.env.PATH ?? '',
  HOME: home,
  TMPDIR: home,
  PYTHONDONTWRITEBYTECODE: '1',
  OMP_NUM_THREADS: '1',
  HF_HUB_OFFLINE: '1',
  SIGWATCH_WIRE_LINES: lines,
});
