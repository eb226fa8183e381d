/**
 * How good the diagnosis is, on a labelled corpus. Exit code 0 when it could be scored, 2 when it could not.
 * Usage: npm run corpus -- [FILE.jsonl [SESSIONS_DIR]] [--monitor NAME] [--restart NAME] [--format pretty|jsonl]
 *        [--verbose] [--predictions FILE]
 */
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ConfigError } from '@sigwatch/core';
import { loadEngine } from './predict.mjs';
import { pretty } from './print.mjs';
import { readLines, readSessions, UnusableInput } from './read-corpus.mjs';
import { scoreLines } from './score.mjs';
import { scoreSessions } from './score-sessions.mjs';

/** Paths are meant from where npm was called, which changes into the project's root. */
const cwd = process.env.INIT_CWD ?? process.cwd();
const ownLines = fileURLToPath(new URL('lines.jsonl', import.meta.url));

try {
  await main();
} catch (error) {
  if (!(error instanceof UnusableInput || error instanceof ConfigError)) throw error;
  console.error(`error: ${error.message}`);
  process.exitCode = 2;
}

async function main() {
  const { file, sessionsIn, monitor, restart, format, verbose, predictions: keptIn } = settings();
  const rows = readLines(file);
  const sessions = sessionsIn === undefined ? [] : readSessions(sessionsIn);
  const engine = loadEngine({ monitor, restart, cwd });
  const predictions = [];
  for (const { id, text } of rows) predictions.push(await engine.predict(id, text));
  if (keptIn !== undefined) write(keptIn, predictions);
  const outcomes = [];
  for (const { name, log } of sessions) outcomes.push(await engine.judge(name, log));
  const scored = {
    setting: { lines: file, sessions: sessionsIn, monitor, restart },
    lines: scoreLines(rows, predictions),
    sessions: scoreSessions(sessions, outcomes),
  };
  if (format === 'pretty') return console.log(pretty(scored, verbose));
  const { wrong, ...lines } = scored.lines;
  const { judged, ...total } = scored.sessions;
  const objects = [
    { type: 'lines', ...scored.setting, ...lines },
    { type: 'sessions', ...scored.setting, ...total },
    ...judged.map((one) => ({ type: 'session', ...one })),
    ...(verbose ? wrong.map((one) => ({ type: 'wrong', ...one })) : []),
  ];
  for (const object of objects) console.log(JSON.stringify(object));
}

function settings() {
  const { values, positionals } = argumentsGiven();
  const { monitor = 'default', restart = 'megatron_transient', format = 'pretty', verbose = false } = values;
  if (format !== 'pretty' && format !== 'jsonl')
    throw new UnusableInput(`--format ${format}: is neither pretty nor jsonl`);
  if (positionals.length > 2)
    throw new UnusableInput(`${positionals[2]}: is one too many; give a file and a directory`);
  const [given, sessionsGiven] = positionals.map((path) => resolve(cwd, path));
  const file = given ?? ownLines;
  const beside = join(dirname(file), 'sessions');
  const sessionsIn = sessionsGiven ?? (existsSync(beside) ? beside : undefined);
  const predictions = values.predictions === undefined ? undefined : resolve(cwd, values.predictions);
  return { file, sessionsIn, monitor, restart, format, verbose, predictions };
}

function argumentsGiven() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        monitor: { type: 'string' },
        restart: { type: 'string' },
        format: { type: 'string' },
        verbose: { type: 'boolean', short: 'v' },
        predictions: { type: 'string' },
      },
    });
  } catch (error) {
    throw new UnusableInput(`${/** @type {Error} */ (error).message}; test/corpus/README.md lists the options`);
  }
}

/**
 * @param {string} file
 * @param {readonly object[]} predictions
 */
function write(file, predictions) {
  try {
    writeFileSync(file, predictions.map((one) => `${JSON.stringify(one)}\n`).join(''));
  } catch (error) {
    throw new UnusableInput(`--predictions ${file}: ${/** @type {Error} */ (error).message}; name another file`);
  }
}
