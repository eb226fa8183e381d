import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { compileRules, hitsIn, loadMonitors, type Monitor, names, type Where } from '@sigwatch/core';
import { count } from '../view/format.js';
import type { Sure } from './guess.js';

/** The end of a log says how the run ended; the whole may be huge. */
const SCANNED = 4 * 2 ** 20;

/** The shipped monitor that knows the most lines of a log; of equals that of the framework, else the smallest. */
export function chooseMonitor(
  log: { path: string; shown: string } | undefined,
  framework: string | undefined,
  where: Where,
): Sure<string> {
  const ofFramework = framework === 'Megatron-LM' || framework === 'NeMo' ? 'megatron_production' : 'default';
  const known = framework === undefined ? 'no log and no framework is known yet' : `it is for ${framework}`;
  const byName: Sure<string> = { value: ofFramework, how: 'guessed', why: known };
  const bytes = log === undefined ? undefined : lastBytes(log.path);
  if (log === undefined || bytes === undefined) return byName;
  const scored = names('monitoring', where).map((name) => {
    const monitor = loadMonitors([name], where);
    return { name, rules: monitor.rules.length, ...knownLines(monitor, bytes) };
  });
  const most = Math.max(...scored.map(({ lines }) => lines));
  if (most === 0)
    return { ...byName, why: `no monitor knows a line of ${log.shown} yet; rules of your own can be added` };
  const best = scored.filter(({ lines }) => lines === most).sort((a, b) => a.rules - b.rules);
  const chosen = best.find(({ name }) => name === ofFramework) ?? best[0];
  const steps = chosen?.progress ? `${count(chosen.progress, 'step')} among them` : 'no step among them';
  const why = `it knows ${count(most, 'line')} of ${log.shown}, ${steps}`;
  return { value: chosen?.name ?? ofFramework, how: 'found', why };
}

function knownLines({ rules }: Monitor, bytes: Buffer): { lines: number; progress: number } {
  const matcher = compileRules(rules);
  const all = hitsIn(matcher, bytes);
  const progress = all.filter(({ rule, fields }) => rule.kind === 'progress' && 'step' in fields);
  return { lines: new Set(all.map(({ line }) => line)).size, progress: new Set(progress.map(({ line }) => line)).size };
}

/** The last whole lines of a file; undefined when there are none to read. */
function lastBytes(path: string): Buffer | undefined {
  try {
    const file = openSync(path, 'r');
    try {
      const { size } = fstatSync(file);
      const buffer = Buffer.alloc(Math.min(size, SCANNED));
      const bytes = buffer.subarray(0, readSync(file, buffer, 0, buffer.length, size - buffer.length));
      const whole = size > SCANNED ? bytes.subarray(bytes.indexOf(10) + 1) : bytes;
      if (whole.length === 0) return undefined;
      return whole.at(-1) === 10 ? whole : Buffer.concat([whole, Buffer.from('\n')]);
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}
