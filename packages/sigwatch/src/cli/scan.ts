import { compileRules, emptyScanState, type Hit, MatchPool, ReadAhead, type Rule } from '@sigwatch/core';
import { sourcesOf } from '../logs.js';
import { Readings } from '../scan/readings.js';
import { Tally } from '../scan/tally.js';
import { workersFor } from '../scan/workers.js';
import { sanitize } from '../view/sanitize.js';
import { drained } from './drained.js';
import { requireLogs } from './readable.js';
import { rulesOf } from './setting.js';

type Options = Readonly<Record<string, unknown>>;

const CHUNK = 1 << 20;

/** `sigwatch scan LOG…`: every line that a rule hits, without an engine behind it. */
export async function verb(paths: readonly string[], options: Options): Promise<number> {
  const rules = rulesOf(options).monitor.rules.filter(({ internal }) => !internal);
  await requireLogs(paths);
  const abort = new AbortController().signal;
  const sources = await sourcesOf(paths);
  const matcher = compileRules(rules, { checked: true });
  const workers = workersFor(sources, options.workers as number | undefined);
  await using pool = workers === 0 ? undefined : await MatchPool.start(rules, matcher, workers, CHUNK).catch(tellAlone);
  await using readings = new Readings(sources, abort);
  const ahead = new ReadAhead((into) => readings.read(into), matcher, pool);
  const own = matcher.room(CHUNK);

  const tally = new Tally();
  const out: string[] = [];
  const take = (source: string, hits: readonly Hit[]) => {
    for (const hit of hits) {
      tally.hit(hit);
      if (options.count !== true && (options.all === true || tells(hit.rule)))
        out.push(printed(source, hit, options.format === 'jsonl'));
    }
    return write(out.splice(0));
  };
  let at = { offset: 0, line: 1, state: emptyScanState };
  for (;;) {
    const { read: reading, chunk, found } = await ahead.next(own);
    const { source, read } = reading;
    if (source === undefined || read === undefined) break;
    if (read.kind === 'data') {
      const { hits, lines, state } = matcher.assemble(chunk, found, at, at.state);
      at = { offset: read.cursor.offset, line: at.line + lines, state };
      tally.read(chunk.length, lines);
      await take(source.id, hits);
    } else if (read.kind === 'caught_up') await readings.wait();
    else if (read.kind !== 'reset') {
      if (read.kind === 'blind') tally.unreadable(source.id, read.error);
      await take(source.id, matcher.flush(at.state).hits);
      at = { offset: 0, line: 1, state: emptyScanState };
    }
  }
  process.stderr.write(`${tally.summary()}\n`);
  return tally.unread > 0 ? 2 : 0;
}

function tellAlone(error: Error): undefined {
  process.stderr.write(`sigwatch: no threads can be started, so one does all: ${error.message}\n`);
}

/** Of a rule with an operator a line is no failure yet. */
const tells = ({ kind, when }: Rule) => when === undefined && (kind === 'error' || kind === 'warning');

function printed(source: string, hit: Hit, jsonl: boolean): string {
  const { rule } = hit;
  const what = rule.when === undefined ? (rule.error_type ?? rule.kind) : 'counts for';
  if (!jsonl) return `${source}:${hit.line}: ${what} (${rule.name}): ${sanitize(hit.text)}\n`;
  const { line, offset, text, block, fields } = hit;
  return `${JSON.stringify({
    signal: rule.name,
    error_type: rule.error_type,
    mode: rule.mode,
    kind: rule.kind,
    severity: rule.severity,
    source,
    line,
    offset,
    text,
    block,
    fields,
    metadata: rule.metadata,
  })}\n`;
}

async function write(parts: string[]): Promise<void> {
  if (parts.length > 0 && !process.stdout.write(parts.join(''))) await drained(process.stdout);
}
