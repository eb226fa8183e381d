import { canShift, compileRules, type Matcher, RangeThreads } from '@sigwatch/core';
import { sourcesOf } from '../logs.js';
import { scanByRanges } from '../scan/by-ranges.js';
import { scanInTurn } from '../scan/in-turn.js';
import { closeFiles, type Stretch, stretchesOf } from '../scan/stretches.js';
import { Tally } from '../scan/tally.js';
import { threadsFor } from '../scan/workers.js';
import { requireLogs } from './readable.js';
import { rulesTold } from './setting.js';

type Options = Readonly<Record<string, unknown>>;

/** `sigwatch scan LOG…`: every line that a rule hits, without an engine behind it. */
export async function verb(paths: readonly string[], options: Options): Promise<number> {
  await requireLogs(paths);
  const sources = await sourcesOf(paths);
  const threads = threadsFor(sources, options.workers as number | undefined);
  const stretches = threads > 1 ? stretchesOf(sources) : [{ sources }].values();
  let stretch: Stretch | undefined = stretches.next().value;
  // They get ready while the rules are read and compiled.
  await using first = stretch?.files && RangeThreads.start(threads - 1);
  const rules = rulesTold(options).monitor.rules.filter(({ internal }) => !internal);
  const tally = new Tally();
  const printing = {
    jsonl: options.format === 'jsonl',
    countsOnly: options.count === true,
    all: options.all === true,
  };
  let made: Matcher | undefined;
  const matcher = () => (made ??= compileRules(rules, { checked: true }));
  const work = { rules, matcher, printing, tally };
  const inRanges = canShift(rules);
  for (let helpers = first; stretch !== undefined; stretch = stretches.next().value) {
    const { sources, files } = stretch;
    if (files !== undefined && inRanges)
      await scanByRanges(sources, files, work, helpers ?? RangeThreads.start(threads - 1));
    else {
      closeFiles(files);
      await scanInTurn(sources, work, threads);
    }
    helpers = undefined;
  }
  process.stderr.write(`${tally.summary()}\n`);
  return tally.unread > 0 ? 2 : 0;
}
