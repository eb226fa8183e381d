import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { latestVerified } from '@sigwatch/core';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientPackage, clientPython } from './client-home.js';
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
  const lines = log.split('\n').filter((line) => line.startsWith('{"sigwatch":1,"type":"metrics"'));
  const told = lines.map((line) => JSON.parse(line)).filter(({ loss }) => loss !== undefined);
  return new Map(told.map(({ step, loss }) => [step, loss]));
}

/** What the training prints that nothing ever ends, to a step. */
async function undisturbed(steps: number): Promise<string> {
  const [, ...script] = code[1]?.source ?? [];
  writeFileSync(join(home, 'train.py'), script.join(''));
  const env = { PYTHONPATH: clientPackage, PYTHONDONTWRITEBYTECODE: '1', OMP_NUM_THREADS: '1', STEPS: String(steps) };
  return (await execa(clientPython(), ['train.py'], { cwd: home, env })).stdout;
}

const readState = (name: string) => JSON.parse(readFileSync(join(drive, name), 'utf8'));

describe('the notebook for Colab', () => {
  it('has three cells, and nothing of whoever has run it last', () => {
    expect(code).toHaveLength(3);
    expect(code.flatMap(({ outputs }) => outputs)).toEqual([]);
    expect(code[1]?.source[0]).toBe('%%writefile train.py\n');
  });

  it('saves before its session ends, goes on in the next one, and does nothing in the third', async () => {
    const step = await firstSession();
    const steps = step + 200;

    await using second = new Runtime(drive, { STEPS: String(steps) });
    expect(await second.done, second.printed).toBe(0);
    expect(second.said).toContain(`has left step ${step}`);
    const log = second.log();
    expect(log).toContain(`"action":"loaded","path":"${join(drive, `step_${step}.pt`)}","step":${step}`);
    const losses = lossesOf(log);
    expect([...losses.keys()][0], log).toBe(step + 1);
    const expected = lossesOf(await undisturbed(steps));
    const both = [...losses].filter(([at]) => expected.has(at));
    expect(both.length).toBe(20);
    for (const [at, loss] of both) expect(loss, `step ${at}`).toBe(expected.get(at));
    const left = readdirSync(drive);
    expect(left).toContain('sigwatch_finished.json');
    expect(left).toContain(`step_${steps}.pt`);
    expect(left).not.toContain('sigwatch_state.json');

    await using third = new Runtime(drive, { STEPS: String(steps) });
    expect(await third.done, third.printed).toBe(0);
    expect(third.said).toContain(`this run is complete at step ${steps}`);
    expect(third.log()).toBe('');
    expect(readdirSync(third.content)).not.toContain('checkpoints');
    expect(readdirSync(drive)).toEqual(left);
    // Three sessions, on a machine that may be busy.
  }, 900_000);
});

/** Its kernel dies, its cells are run again, and when its checkpoint is saved it is taken away; of which step that is. */
async function firstSession(): Promise<number> {
  const first = new Runtime(drive, { ...SHORT, KILL_KERNEL_AT: ' step 1/' });
  {
    await using _ = first;
    await first.says(/Saved before the end: [^;]* copied to/);
    expect(first.said).toMatch(/mounted \/content\/drive.*the kernel has died.*mounted \/content\/drive/);
    expect(first.said.match(/the program is asked for a checkpoint/g)).toHaveLength(1);
    // The kernel that came later took up the run: the training itself was not begun again.
    expect(first.log().match(/"type":"hello"/g)).toHaveLength(1);
  }
  expect(existsSync(first.content), 'its disk is gone').toBe(false);
  const saved = await latestVerified(drive);
  const step = saved?.step ?? 0;
  expect(step, first.printed).toBeGreaterThan(0);
  expect(readState('sigwatch_state.json')).toMatchObject({ step, checkpoint_path: saved?.path });
  expect(readState(`step_${step}.pt.json`)).toMatchObject({ emergency: true, verified: true });
  return step;
}
