import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { replayRecord, type SigwatchEvent } from '@sigwatch/core';
import { openStore } from '@sigwatch/store';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../packages/testkit/src/seeded-random.js';
import { startCli } from '../support/cli.js';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const KILLS = 20;
const SECONDS = 20;
const RUN = 'rotated';

/** `sigwatch watch` is killed and started again while its log is written at full speed and rotated in every way. */
describe('a watch that is killed while its log is rotated', () => {
  it(`tells every line exactly once, over ${KILLS} kills`, { timeout: 300_000 }, async () => {
    const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
    const random = seededRandom(seed).next;
    console.log(`rotation test: SEED=${seed}`);
    const directory = mkdtempSync(join(tmpdir(), 'sigwatch-rotation-'));
    const log = join(directory, 'logs', 'train.log');
    const truthFile = join(directory, 'truth.json');
    mkdirSync(join(directory, 'logs'));
    writeFileSync(log, 'mark 999999999 x\n');

    let watching = startWatch(directory, log);
    // Its first look must come before the first rotation: what is rotated away before is not the run's.
    while (numbers(directory).length === 0) await sleep(50);
    const writer = spawn(
      process.execPath,
      [here('rotation-writer.mjs'), log, String(seed), String(SECONDS), truthFile],
      {
        stdio: 'inherit',
      },
    );
    let kills = 0;
    while (writer.exitCode === null || kills < KILLS) {
      await sleep(100 + random() * 900);
      watching.child.kill('SIGKILL');
      await watching.done;
      kills += 1;
      await sleep(random() * 150);
      watching = startWatch(directory, log);
    }
    expect(existsSync(truthFile)).toBe(true);
    const truth = JSON.parse(readFileSync(truthFile, 'utf8')) as { lines: number; known: number[]; maybe: number[] };
    await settled(directory, truth.known.length + 1);
    watching.child.kill('SIGTERM');
    const { code, err } = await watching.done;
    expect(`${code} ${err}`).toBe('143 ');

    const counts = new Map<number, number>();
    for (const number of numbers(directory)) counts.set(number, (counts.get(number) ?? 0) + 1);
    counts.delete(999999999);
    const known = new Set([...truth.known, ...truth.maybe]);
    console.log(`${truth.lines} lines, ${truth.known.length} that rules know, ${kills} kills`);
    expect({
      seed,
      lost: truth.known.filter((number) => !counts.has(number)),
      doubled: [...counts].filter(([, count]) => count > 1).map(([number]) => number),
      invented: [...counts.keys()].filter((number) => !known.has(number)),
    }).toEqual({ seed, lost: [], doubled: [], invented: [] });
    checkRecord(directory);
    rmSync(directory, { recursive: true, force: true });
  });
});

function startWatch(directory: string, log: string) {
  return startCli([
    ...['watch', log, '--run-id', RUN, '--state-dir', directory],
    ...['--monitor', here('rotation.yaml'), '--format', 'jsonl'],
  ]);
}

function eventsIn(directory: string): SigwatchEvent[] {
  try {
    using store = openStore({ directory, readonly: true });
    return [...store.events(RUN)];
  } catch {
    // The store comes into being with the first run.
    return [];
  }
}

const numbers = (directory: string): number[] =>
  eventsIn(directory)
    .filter(({ event_type }) => event_type === 'signal')
    .map(({ data }) => Number((data.fields as { number: number }).number));

/** Until `expected` signals are there, or no more have come for a minute. */
async function settled(directory: string, expected: number): Promise<void> {
  for (let quiet = 0, before = -1; quiet < 240; quiet++) {
    await sleep(250);
    const now = numbers(directory).length;
    if (now !== before) quiet = 0;
    // What a copytruncate did not lose comes on top.
    if (now >= expected && quiet >= 4) return;
    before = now;
  }
}

function checkRecord(directory: string): void {
  using store = openStore({ directory, readonly: true });
  const told = new Set([
    ...['signal', 'progress', 'state_changed', 'incident_opened', 'incident_closed', 'decision', 'notice'],
  ]);
  const lines = (events: Iterable<SigwatchEvent>) =>
    [...events].filter(({ event_type }) => told.has(event_type)).map((event) => JSON.stringify(event));
  expect(lines(replayRecord(store.record(RUN))), 'the record replays to the same events, byte for byte').toEqual(
    lines(store.events(RUN)),
  );
}
