import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type LogLine, logLine } from './log-line.js';
import { isLatePart, Spool } from './spool.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'spool-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const AT = '2026-11-23 04:00:01+00:00';
const line = (text: string) => logLine(`${AT} ${text}`) as LogLine;
const textOf = (name: string) => readFileSync(join(directory, `${name}.log`), 'utf8');

function opened(): { readonly spool: Spool; readonly known: readonly string[] } {
  const spool = new Spool(directory);
  const known: string[] = [];
  spool.open(({ text }) => known.push(text));
  return { spool, known };
}

it('writes a file of bare lines for each container, and one of what Modal says', () => {
  const { spool } = opened();
  spool.add([line('ta-1 one'), line('Stopping app'), line('ta-2 two'), line('ta-1 three')]);
  expect(spool.files()).toEqual(['ta-1', 'ta-2']);
  expect([textOf('ta-1'), textOf('ta-2'), textOf('modal')]).toEqual(['one\nthree\n', 'two\n', 'Stopping app\n']);
  expect(opened().known).toEqual(['one', 'Stopping app', 'two', 'three']);
});

it('writes again what a crash has left out, wherever it came, and nothing twice', () => {
  opened().spool.add([line('ta-1 one'), line('ta-1 two'), line('ta-1 three')]);
  const whole = textOf('ta-1');
  for (let size = 0; size <= whole.length; size += 1) {
    truncateSync(join(directory, 'ta-1.log'), size);
    opened().spool.add([]);
    expect(textOf('ta-1')).toBe(whole);
  }
});

it('forgets half a line, and takes a line that only its container has for written', () => {
  const { spool } = opened();
  spool.add([line('ta-1 one')]);
  const all = join(directory, 'all', 'app.log');
  appendFileSync(all, `${AT} ta-1 tw`);
  // As after a power failure that has kept the one file and not the other.
  writeFileSync(join(directory, 'ta-1.log'), 'one\ntwo\n');
  const again = opened();
  expect(again.known).toEqual(['one']);
  again.spool.add([line('ta-1 two'), line('ta-1 three')]);
  expect(textOf('ta-1')).toBe('one\ntwo\nthree\n');
  expect(opened().known).toEqual(['one', 'two', 'three']);
});

it('writes what came late into a file of its own, whatever is written again', () => {
  opened().spool.add([line('ta-1 one'), line('ta-1 three')]);
  opened().spool.add([{ ...line('ta-1 two'), late: true }, line('ta-1 four')]);
  for (const name of ['ta-1', 'ta-1.late']) rmSync(join(directory, `${name}.log`));
  const { spool, known } = opened();
  expect([textOf('ta-1'), textOf('ta-1.late')]).toEqual(['one\nthree\nfour\n', 'two\n']);
  expect(known).toEqual(['one', 'three', 'two', 'four']);
  expect(spool.files()).toEqual(['ta-1', 'ta-1.late']);
  expect(spool.files().map(isLatePart)).toEqual([false, true]);
});
