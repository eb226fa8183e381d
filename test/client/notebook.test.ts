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

/** A session of which half an hour is left, when a save is asked for, as soon as it is ten seconds old; a training that takes far longer. */
const SHORT = { SESSION_HOURS: String(1810 / 3600), STEPS: '10000000' };

/** Losses by step, as the client has printed them. */
function lossesOf(log: string): Map<number, number> {
  const lines = log.split('\n').filter((line) => line.startsWith('{"sigwatch":1,"type":"metrics"'));
  return new Map(lines.map((line) => JSON.parse(line)).map(({ step, loss }) => [step, loss]));
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
    await using first = new Runtime(drive, SHORT);
    await first.says(/Saved before the end/);
    const cut = first.printed;
    await first[Symbol.asyncDispose]();
    expect(cut).toContain('mounted /content/drive');
    expect(existsSync(first.content), 'its disk is gone').toBe(false);

    const saved = await latestVerified(drive);
    const step = saved?.step ?? 0;
    expect(step, cut).toBeGreaterThan(0);
    expect(readState('sigwatch_state.json')).toMatchObject({ step });

    const steps = step + 200;
    await using second = new Runtime(drive, { STEPS: String(steps) });
    expect(await second.done, second.printed).toBe(0);
    const log = second.log();
    expect(log).toMatch(new RegExp(`"action":"loaded","path":"[^"]*","step":${step}[,}]`));
    const losses = lossesOf(log);
    expect([...losses.keys()].slice(0, 1), log).toEqual([step + 1]);
    const expected = lossesOf(await undisturbed(steps));
    for (const [at, loss] of losses) if (expected.has(at)) expect(loss, `step ${at}`).toBe(expected.get(at));
    expect([...losses.keys()].filter((at) => expected.has(at)).length).toBeGreaterThanOrEqual(20);
    expect(readdirSync(drive)).toContain('sigwatch_finished.json');
    expect(readdirSync(drive)).not.toContain('sigwatch_state.json');

    await using third = new Runtime(drive, { STEPS: String(steps) });
    expect(await third.done, third.printed).toBe(0);
    expect(third.printed).toMatch(/finished|complete/);
    expect(third.log()).toBe('');
    expect(readdirSync(third.content)).not.toContain('checkpoints');
  });
});
