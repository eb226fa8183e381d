import { systemDeps } from '@sigwatch/core';
import { logsOf } from '../../../logs.js';
import { shippedPacks } from '../../../packs.js';
import { ruleNames } from '../../../rules.js';
import { replayId } from '../../../run-names.js';
import { jsonText } from '../../../view/json-text.js';
import { UsageError } from '../../problem.js';
import { requireLogs } from '../../readable.js';
import { print } from '../place.js';
import { runFileHere, whereHere } from '../run-file.js';
import { type Comparison, compare } from './compare.js';
import { courseOf } from './course.js';
import { type RunLogs, runsOf } from './runs.js';
import { loadSide, type Side } from './side.js';
import { comparisonData, comparisonText } from './text.js';

interface Options {
  readonly base?: readonly string[];
  readonly head?: readonly string[];
  readonly baseRestart?: string;
  readonly headRestart?: string;
  readonly monitor?: readonly string[];
  readonly restart?: string;
  readonly asOne?: boolean;
  readonly format?: string;
}

/** `sigwatch rules backtest --base OLD --head NEW LOG…`: what two versions of rules or policies make of old logs. */
export async function verb(paths: readonly string[], given: Readonly<Record<string, unknown>>): Promise<number> {
  const options = given as Options;
  if (paths.includes('-')) throw new UsageError('standard input can be read once only; give a file');
  await requireLogs(paths);
  const sides = await sidesOf(options, given);
  const compared: Comparison[] = [];
  const runs = options.asOne ? [{ name: paths.join(' '), logs: paths }] : await runsOf(paths);
  for (const run of runs) {
    const one = await compareOver(run, sides);
    compared.push(one);
    if (options.format === 'jsonl') print([jsonText(comparisonData(one))]);
    else if (!one.same) print(comparisonText(one));
  }
  const differ = compared.filter(({ same }) => !same).length;
  const [logs, same] = [compared.length, compared.length - differ];
  if (options.format === 'jsonl') print([jsonText({ summary: { logs, same, differ } })]);
  else
    print([
      `${logs} ${logs === 1 ? 'log' : 'logs'}: ${same} the same, ${differ} ${differ === 1 ? 'differs' : 'differ'}`,
    ]);
  return differ > 0 ? 1 : 0;
}

async function sidesOf(options: Options, given: Readonly<Record<string, unknown>>): Promise<readonly [Side, Side]> {
  const { base = [], head = [], monitor, restart, baseRestart, headRestart } = options;
  if (base.length === 0 && baseRestart === undefined)
    throw new UsageError('there is nothing to compare with: say by --base what the logs were judged by');
  const known = ruleNames();
  const where = await whereHere(given, runFileHere(given) === undefined ? known : { ...known, packs: shippedPacks() });
  const side = (name: Side['name'], words: readonly string[], own: string | undefined) =>
    loadSide({ name, given: words, monitor, restart: own ?? restart }, where);
  return [side('base', base, baseRestart), side('head', head, headRestart)];
}

async function compareOver({ name, logs }: RunLogs, sides: readonly [Side, Side]): Promise<Comparison> {
  const course = (side: Side) => courseOf(replayId(logs), logsOf(logs, false), side, now);
  // Lines that state no time must not differ by when each side read them.
  const read = systemDeps.now();
  const now = () => read;
  const was = await course(sides[0]);
  const is = await course(sides[1]);
  return compare(name, sides, was, is);
}
