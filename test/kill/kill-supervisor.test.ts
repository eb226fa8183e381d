import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { replayRecord, type SigwatchEvent } from '@sigwatch/core';
import { openStore } from '@sigwatch/store';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../packages/testkit/src/seeded-random.js';
import { startCli } from '../support/cli.js';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const KILLS = 100;
const ATTEMPTS = 6;
/** Runs side by side: one alone would leave a processor idle. */
const LANES = 2;

/**
 * sigwatch is killed with SIGKILL at random moments, half of them right after its process has died, and started again
 * until the run has ended. Every failure is restarted exactly once, and nothing is told twice.
 */
describe('a supervisor that is killed', () => {
  it(`at ${KILLS} random moments restarts every failure exactly once`, { timeout: 900_000 }, async () => {
    const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
    console.log(`kill test: SEED=${seed}`);
    const directory = mkdtempSync(join(tmpdir(), 'sigwatch-kill-'));
    const inLane = async (lane: number) => {
      const random = seededRandom(seed * LANES + lane).next;
      let kills = 0;
      for (let run = 1; kills < KILLS / LANES; run++)
        kills += await oneRun(directory, `run-${lane}-${run}`, random, KILLS / LANES - kills);
      return kills;
    };
    const kills = await Promise.all(Array.from({ length: LANES }, (_, lane) => inLane(lane)));
    expect(kills.reduce((sum, one) => sum + one, 0)).toBe(KILLS);
    rmSync(directory, { recursive: true, force: true });
  });
});

async function oneRun(directory: string, run_id: string, random: () => number, most: number): Promise<number> {
  const trace = join(directory, `${run_id}.trace`);
  const args = [
    'run',
    '--state-dir',
    directory,
    '--run-id',
    run_id,
    '--monitor',
    here('rules.yaml'),
    '--restart',
    here('policy.yaml'),
  ];
  const command = ['--', process.execPath, here('worker.mjs'), trace, String(ATTEMPTS), '5', '30'];
  let kills = 0;
  for (;;) {
    const { child, done } = startCli([...args, '--format', 'jsonl', ...command]);
    const killer = kills < most ? killAt(child, trace, random) : undefined;
    const { code, signal, err } = await done;
    killer?.();
    if (signal !== 'SIGKILL') {
      // The last kill may have come between the end of the run and that of its supervisor.
      if (kills > 0 && code === 2 && err.includes(`run ${run_id} has ended (succeeded)`)) break;
      expect(`${code} ${err}`, run_id).toBe('0 ');
      break;
    }
    kills += 1;
  }
  check(directory, run_id, trace);
  return kills;
}

/** Kills at a random moment of the start, or a random moment after the next death of the worker. Returns what cancels. */
function killAt(child: { kill(signal: 'SIGKILL'): boolean }, trace: string, random: () => number): () => void {
  const kill = () => child.kill('SIGKILL');
  if (random() < 0.5) {
    const timer = setTimeout(kill, 100 + random() * 900);
    return () => clearTimeout(timer);
  }
  const before = endings(trace);
  const delay = random() * 250;
  let timer: NodeJS.Timeout | undefined;
  const watching = setInterval(() => {
    if (endings(trace) === before) return;
    clearInterval(watching);
    timer = setTimeout(kill, delay);
  }, 5);
  return () => {
    clearInterval(watching);
    clearTimeout(timer);
  };
}

function lines(trace: string): { attempt: number; began?: number; ended?: number }[] {
  return existsSync(trace)
    ? readFileSync(trace, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line))
    : [];
}

const endings = (trace: string) => lines(trace).filter((line) => line.ended !== undefined).length;

function check(directory: string, run_id: string, trace: string): void {
  const ran = lines(trace);
  const expected = Array.from({ length: ATTEMPTS }, (_, index) => index + 1);
  expect(
    ran.filter((line) => line.began !== undefined).map((line) => line.attempt),
    'each attempt ran once, in order',
  ).toEqual(expected);
  // Never two at a time: each line that begins an attempt follows the one that ended the attempt before.
  expect(ran.map((line) => (line.began === undefined ? 'ended' : 'began'))).toEqual(
    expected.flatMap(() => ['began', 'ended']),
  );

  using store = openStore({ directory, readonly: true });
  const events: SigwatchEvent[] = [...store.events(run_id)];
  const of = (type: string) => events.filter((event) => event.event_type === type);
  expect(of('attempt_started').map((event) => event.attempt)).toEqual(expected);
  expect(of('decision').map((event) => [event.attempt, event.data.action])).toEqual(
    expected.slice(0, -1).map((attempt) => [attempt, 'restart']),
  );
  expect(of('incident_closed')).toHaveLength(ATTEMPTS - 1);
  expect(of('run_ended').map((event) => [event.data.state, event.data.restarts])).toEqual([
    ['succeeded', ATTEMPTS - 1],
  ]);
  expect(of('run_started')).toHaveLength(1);
  const signals = of('signal')
    .filter((event) => event.data.signal === 'nccl_error')
    .map((event) => event.attempt);
  expect(signals, 'each failing line once').toEqual(expected.slice(0, -1));
  expect(
    of('progress').map((event) => event.data.step),
    'each step once',
  ).toEqual(Array.from({ length: ATTEMPTS * 5 }, (_, index) => index + 1));
  expect(of('action').map((event) => event.data.detail)).toEqual(
    expect.arrayContaining(expected.slice(0, -1).map((attempt) => `attempt ${attempt} died`)),
  );
  expect(of('action')).toHaveLength(ATTEMPTS - 1);

  const told = new Set(['signal', 'progress', 'state_changed', 'incident_opened', 'incident_closed', 'decision']);
  const live = events.filter((event) => told.has(event.event_type)).map((event) => JSON.stringify(event));
  const replayed = [...replayRecord(store.record(run_id))]
    .filter((event) => told.has(event.event_type))
    .map((event) => JSON.stringify(event));
  expect(replayed, 'the record replays to the same events, byte for byte').toEqual(live);
  const file = readFileSync(join(directory, 'runs', run_id, 'events.jsonl'), 'utf8')
    .trimEnd()
    .split('\n');
  expect(file).toEqual(events.map((event) => JSON.stringify(event)));
}
