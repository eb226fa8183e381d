import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { latestVerified } from '@sigwatch/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../support/until.js';
import { notebook, Runtime } from './notebook/runtime.js';

interface Cell {
  readonly cell_type: string;
  readonly source: readonly string[];
  readonly outputs?: readonly unknown[];
}

const cells: readonly Cell[] = JSON.parse(readFileSync(notebook, 'utf8')).cells;
const code = cells.filter(({ cell_type }) => cell_type === 'code');

let home = '';
let drive = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'sigwatch-notebook-'));
  drive = join(home, 'My Drive', 'sigwatch', 'train');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** A session of two minutes, in the middle of which a checkpoint is asked for; a training that takes far longer. */
const SHORT = { SESSION_HOURS: String(120 / 3600), STEPS: '10000000' };

/** Losses by step, as the client has printed them. */
function lossesOf(log: string): Map<number, number> {
  // The last line may be on its way.
  const whole = log.split('\n').slice(0, -1);
  const lines = whole.filter((line) => line.startsWith('{"sigwatch":1,"type":"metrics"'));
  const told = lines.map((line) => JSON.parse(line)).filter(({ loss }) => loss !== undefined);
  return new Map(told.map(({ step, loss }) => [step, loss]));
}

const readState = (name: string) => JSON.parse(readFileSync(join(drive, name), 'utf8'));

describe('the notebook for Colab', () => {
  it('has three cells, and nothing of whoever has run it last', () => {
    expect(code).toHaveLength(3);
    expect(code.flatMap(({ outputs }) => outputs)).toEqual([]);
    expect(code[1]?.source[0]).toBe('%%writefile train.py\n');
  });

  it('saves before its session ends, goes on in the next one, and does nothing in the third', async () => {
    const { step, later } = await firstSession();
    const steps = step + 200;

    await using second = new Runtime(drive, { STEPS: String(steps) });
    expect(await second.done, second.printed).toBe(0);
    expect(second.said).toContain(`has left step ${step}`);
    const log = second.log();
    expect(log).toContain(`"action":"loaded","path":"${join(drive, `step_${step}.pt`)}","step":${step}`);
    const losses = lossesOf(log);
    expect([...losses.keys()][0], log).toBe(step + 1);
    const both = [...losses].filter(([at]) => later.has(at));
    expect(both.length).toBe(20);
    for (const [at, loss] of both) expect(loss, `step ${at}`).toBe(later.get(at));
    const left = readdirSync(drive);
    expect(left).toContain('sigwatch_finished.json');
    expect(left).toContain(`step_${steps}.pt`);
    expect(left).not.toContain('sigwatch_state.json');

    await using third = new Runtime(drive, { STEPS: String(steps) });
    expect(await third.done, third.printed).toBe(0);
    expect(third.said).toContain(`is complete at step ${steps} on`);
    expect(third.log()).toBe('');
    expect(readdirSync(third.content)).not.toContain('checkpoints');
    expect(readdirSync(drive)).toEqual(left);
    // Three sessions, on a machine that may be busy.
  }, 900_000);
});

/**
 * Its kernel dies, its cells are run again, and it is taken away when its checkpoint is saved and twenty losses behind that
 * were printed: those of a training that nothing has ended.
 */
async function firstSession(): Promise<{ readonly step: number; readonly later: ReadonlyMap<number, number> }> {
  const first = new Runtime(drive, { ...SHORT, KILL_KERNEL_AT: ' step 1/' });
  let log = '';
  {
    await using _ = first;
    await first.says(/Saved before the end: [^;]* copied to/);
    expect(first.said).toMatch(/mounted \/content\/drive.*the kernel has died.*mounted \/content\/drive/);
    await until('the training has gone on', async () => {
      const saved = await latestVerified(drive);
      log = first.log();
      return behind(lossesOf(log), saved?.step ?? 0).size >= 20;
    });
    // The kernel that came later took up the run: the training itself was not begun again.
    expect(log.match(/"type":"hello"/g)).toHaveLength(1);
  }
  expect(existsSync(first.content), 'its disk is gone').toBe(false);
  const saved = await latestVerified(drive);
  const step = saved?.step ?? 0;
  expect(step, first.printed).toBeGreaterThan(0);
  expect(readState('sigwatch_state.json')).toMatchObject({ step, checkpoint_path: saved?.path });
  expect(readState(`step_${step}.pt.json`)).toMatchObject({ emergency: true, verified: true });
  return { step, later: behind(lossesOf(log), step) };
}

const behind = (losses: ReadonlyMap<number, number>, step: number) => new Map([...losses].filter(([at]) => at > step));
