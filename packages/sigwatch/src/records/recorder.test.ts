import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SigwatchEvent } from '@sigwatch/core';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Recorder } from './recorder.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sigwatch-records-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** An hour between two of them, so that there are several days; every third one is an error. */
const eventsOf = (run_id: string, count: number): SigwatchEvent[] =>
  Array.from({ length: count }, (_, i) => ({
    timestamp: new Date(Date.UTC(2026, 1, 25, 20) + i * 3_600_000).toISOString(),
    event_type: i % 3 === 2 ? 'signal' : 'progress',
    run_id,
    attempt: 1,
    data:
      i % 3 === 2
        ? { signal: 'oom', kind: 'error', severity: 'error', source: 'a', line: i, text: 'x' }
        : { step: i, source: 'a', line: i },
  }));
const life = (run_id: string, events: readonly SigwatchEvent[]) =>
  new Recorder({ directory, run_id, now: () => 0, events: (from) => events.slice(from) });
const read = (kind: string) =>
  readdirSync(directory)
    .filter((name) => name.startsWith(`${kind}_`))
    .sort()
    .map((name) => [name, readFileSync(join(directory, name), 'utf8')] as const);
const numbers = (kind: string, run_id: string): number[] =>
  read(kind).flatMap(([, text]) =>
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))
      .filter((one) => one.run_id === run_id)
      .map((one) => (one.data ?? one.context).line),
  );
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);
const errorsUpTo = (count: number) => upTo(count - 1).filter((i) => i % 3 === 2);

describe('records of a run', () => {
  it('are files by day', () => {
    life('r1', eventsOf('r1', 10)).close(true);
    expect(read('monitor').map(([name]) => name)).toEqual(['monitor_2026-02-25.jsonl', 'monitor_2026-02-26.jsonl']);
    expect(numbers('monitor', 'r1')).toEqual(upTo(10));
    expect(numbers('errors', 'r1')).toEqual([2, 5, 8]);
  });

  it('lose and double nothing over lives that end anywhere, also within a line, beside another run', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ more: fc.nat(8), cut: fc.nat(200), other: fc.nat(3), seen: fc.boolean() }), {
          maxLength: 8,
        }),
        (lives) => {
          rmSync(directory, { recursive: true, force: true });
          let committed = 0;
          let others = 0;
          for (const { more, cut, other, seen } of lives) {
            committed += more;
            others += other;
            const recorder = life('r1', eventsOf('r1', committed));
            if (seen) recorder.follow();
            else recorder.close(false);
            // Killed while writing: some of what was written last is not there.
            if (other === 0) tear(cut);
            life('r2', eventsOf('r2', others)).follow();
          }
          committed += 3;
          life('r1', eventsOf('r1', committed)).close(true);
          life('r2', eventsOf('r2', others)).close(true);
          for (const kind of ['monitor', 'errors']) for (const [, text] of read(kind)) expect(text).toMatch(/\n$/);
          expect(numbers('monitor', 'r1').sort((a, b) => a - b)).toEqual(upTo(committed));
          expect(numbers('errors', 'r1').sort((a, b) => a - b)).toEqual(errorsUpTo(committed));
          expect(numbers('monitor', 'r2').sort((a, b) => a - b)).toEqual(upTo(others));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are made up for when the folder could not be written', () => {
    writeFileSync(join(directory, 'blocked'), '');
    const events = eventsOf('r1', 4);
    const recorder = new Recorder({
      directory: join(directory, 'blocked'),
      run_id: 'r1',
      now: () => 0,
      events: (from) => events.slice(from),
    });
    expect(() => recorder.follow()).toThrow();
    rmSync(join(directory, 'blocked'));
    directory = join(directory, 'blocked');
    recorder.close(true);
    expect(numbers('monitor', 'r1')).toEqual(upTo(4));
  });

  it('say interrupted when nobody supervises, and go on in the same summary', () => {
    const events = eventsOf('r1', 4);
    life('r1', events.slice(0, 2)).close(false);
    const summaries = () => read('summary').map(([, text]) => JSON.parse(text).training);
    expect(summaries()).toMatchObject([{ status: 'interrupted', steps_completed: 1 }]);
    life('r1', events).close(true);
    expect(summaries()).toMatchObject([{ status: 'pending', steps_completed: 3 }]);
  });
});

/** Takes bytes off the end of the newest file. */
function tear(bytes: number): void {
  const name = existsSync(directory) ? read('monitor').at(-1) : undefined;
  if (name === undefined) return;
  const path = join(directory, name[0]);
  truncateSync(path, Math.max(0, name[1].length - bytes));
  if (bytes === 7) appendFileSync(path, '{"timest');
}
