import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { errorTypes, loadMonitors } from '@sigwatch/core';
import { describe, expect, it } from 'vitest';
import { loadEngine } from './predict.mjs';
import { readLines, readSessions } from './read-corpus.mjs';
import { type Prediction, scoreLines } from './score.mjs';
import { type Outcome, scoreSessions } from './score-sessions.mjs';

const rows = readLines(fileURLToPath(new URL('lines.jsonl', import.meta.url)));
const sessions = readSessions(fileURLToPath(new URL('sessions', import.meta.url)));
const plugins = fileURLToPath(new URL('../../plugins/', import.meta.url));
const packs = readdirSync(plugins).map((name) => plugins + name);
const monitor = loadMonitors(['default'], { cwd: plugins, packs });
const engine = loadEngine({ monitor: 'default', restart: 'megatron_transient' });

/** What the default pack has reached. A floor only goes up, and what is counted of faults only down. */
const REACHED = {
  macro_f1: 0.99,
  fields_exact: 1,
  false_alarms: 0,
  categories_right: 1,
  roots_right: 23,
  wrong_restarts: 0,
  wrong_stops: 0,
  healthy_disturbed: 0,
};

/** All that there are: each is labelled, whether its error type alone says it or its subsystem does. */
const CATEGORIES = [
  ...['checkpoint', 'configuration', 'data_loading', 'memory', 'model_creation', 'network', 'training', 'unknown'],
];

describe('the default pack on our own corpus', () => {
  it('says of lines what they mean, at least as often as it has done', async () => {
    const predictions: Prediction[] = [];
    for (const { id, text } of rows) predictions.push(await engine.predict(id, text));
    const { macro_f1, fields_exact, false_alarms, categories, categories_right } = scoreLines(rows, predictions);
    expect(macro_f1).toBeGreaterThanOrEqual(REACHED.macro_f1);
    expect(fields_exact).toBeGreaterThanOrEqual(REACHED.fields_exact);
    expect(false_alarms).toBeLessThanOrEqual(REACHED.false_alarms);
    expect(categories_right).toBeGreaterThanOrEqual(REACHED.categories_right);
    expect(categories.map(({ category }) => category)).toEqual(CATEGORIES);
  });

  it('finds roots and decides, at least as well as it has done', async () => {
    const outcomes: Outcome[] = [];
    for (const { name, log } of sessions) outcomes.push(await engine.judge(name, log));
    const scored = scoreSessions(sessions, outcomes);
    expect(scored.roots_right).toBeGreaterThanOrEqual(REACHED.roots_right);
    expect(scored.wrong_restarts).toBeLessThanOrEqual(REACHED.wrong_restarts);
    expect(scored.wrong_stops).toBeLessThanOrEqual(REACHED.wrong_stops);
    expect(scored.healthy_disturbed).toBeLessThanOrEqual(REACHED.healthy_disturbed);
    expect(scored).toMatchObject({ undecided: 0, several_decisions: 0 });
  });
});

const STACKS = [
  ...['torch', 'nccl', 'cuda', 'slurm', 'ray', 'modal', 'colab', 'deepspeed', 'hf', 'lightning', 'torchtitan', 'nemo'],
  ...['verl', 'jax', 'vllm', 'dataloader', 'storage', 'megatron'],
];

/** Told by a platform or a policy, and by no line of a log: no rule names them. */
const UNWRITTEN: ReadonlySet<string> = new Set(['no_checkpoint_found', 'unknown_end']);
/** Told by what sigwatch itself measures beside a log, whose lines are its own. */
const MEASURED: ReadonlySet<string> = new Set(['heartbeat_lost']);

describe('our own corpus', () => {
  const known = Object.keys(errorTypes);

  it('holds every error type that a log can tell, and none that there is not', () => {
    const labelled = rows.flatMap(({ label }) => (label.kind === 'error' ? [String(label.error_type)] : []));
    expect([...new Set(labelled)].sort()).toEqual(
      known.filter((type) => !UNWRITTEN.has(type) && !MEASURED.has(type)).sort(),
    );
    const written = new Set(monitor.rules.map(({ error_type }) => error_type));
    expect([...UNWRITTEN].filter((type) => written.has(type))).toEqual([]);
    const named = [...rows.map(({ label }) => label), ...sessions.map(({ root_cause }) => root_cause)];
    expect(named.flatMap(({ also }) => also ?? []).filter((type) => !known.includes(type))).toEqual([]);
  });

  it('holds errors and quiet lines of every software that packs are for', () => {
    const missing = STACKS.filter((stack) => {
      const kinds = rows
        .filter((row) => (row as unknown as { stack: string }).stack === stack)
        .map(({ label }) => label.kind);
      return !kinds.includes('error') || kinds.every((kind) => kind === 'error');
    });
    expect(missing).toEqual([]);
  });

  it('names each line once, and says after whose format it is written', () => {
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    expect(new Set(rows.map(({ text }) => text)).size).toBe(rows.length);
    const bare = rows.filter((row) =>
      ['stack', 'source'].some((key) => !(row as unknown as Record<string, string>)[key]),
    );
    expect(bare).toEqual([]);
  });

  it('has sessions whose roots stand where their labels say, and healthy ones', () => {
    expect(sessions.filter(({ root_cause }) => root_cause.error_type === null).length).toBeGreaterThanOrEqual(4);
    for (const { name, root_cause, log } of sessions) {
      if (root_cause.error_type === null) continue;
      const line = log.toString().split('\n')[Number(root_cause.line) - 1];
      expect(line?.startsWith(String((root_cause as { text?: string }).text)), name).toBe(true);
    }
  });
});
