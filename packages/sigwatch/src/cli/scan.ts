import { Bell, compileRules, emptyScanState, type Hit, type Rule } from '@sigwatch/core';
import { logsOf } from '../logs.js';
import { sanitize } from '../view/sanitize.js';
import { requireLogs } from './readable.js';
import { rulesOf } from './setting.js';

type Options = Readonly<Record<string, unknown>>;

const CHUNK = 1 << 20;

/** `sigwatch scan LOG…`: every line that a rule hits, without an engine behind it. */
export async function verb(paths: readonly string[], options: Options): Promise<number> {
  const matcher = compileRules(rulesOf(options).monitor.rules.filter(({ internal }) => !internal));
  await requireLogs(paths);
  const abort = new AbortController().signal;
  const buffer = Buffer.allocUnsafe(CHUNK);
  const counts = new Map<string, number>();
  // Of a rule with an operator a line is no failure yet.
  const tells = ({ kind, when }: Rule) => when === undefined && (kind === 'error' || kind === 'warning');
  const shown = (hit: Hit) => options.all === true || tells(hit.rule);
  let lines = 0;
  let bytes = 0;
  let unread = 0;
  const began = performance.now();
  for await (const source of logsOf(paths, false).sources(abort)) {
    const bell = new Bell();
    await using reader = await source.open(undefined, abort, bell.ring);
    let line = 1;
    let offset = 0;
    let state = emptyScanState;
    const out: string[] = [];
    const take = (hits: readonly Hit[]) => {
      for (const hit of hits) {
        counts.set(hit.rule.name, (counts.get(hit.rule.name) ?? 0) + 1);
        if (shown(hit)) out.push(printed(source.id, hit, options.format === 'jsonl'));
      }
    };
    for (;;) {
      bell.reset();
      const read = await reader.read(buffer, true);
      if (read.kind === 'data') {
        const result = matcher.scan(buffer.subarray(0, read.bytes), { offset, line }, state);
        offset = read.cursor.offset;
        line += result.lines;
        bytes += read.bytes;
        state = result.state;
        take(result.hits);
        await write(out.splice(0));
      } else if (read.kind === 'blind') {
        process.stderr.write(`sigwatch: ${source.id} can't be read: ${read.error.message}\n`);
        unread += 1;
        break;
      } else if (read.kind === 'caught_up') await bell.wait(abort);
      else if (read.kind === 'ended') break;
    }
    take(matcher.flush(state).hits);
    await write(out);
    lines += line - 1;
  }
  const seconds = (performance.now() - began) / 1000;
  process.stderr.write(
    `${summary(counts)} in ${lines.toLocaleString('en')} lines, ${(bytes / 2 ** 20).toFixed(1)} MiB, ${seconds.toFixed(2)} s\n`,
  );
  return unread > 0 ? 2 : 0;
}

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

function summary(counts: ReadonlyMap<string, number>): string {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const parts = [...counts].sort((a, b) => b[1] - a[1]).map(([name, count]) => `${name} ${count}`);
  return total === 0 ? 'no hit' : `${total} hits (${parts.join(', ')})`;
}

async function write(parts: string[]): Promise<void> {
  if (parts.length > 0 && !process.stdout.write(parts.join('')))
    await new Promise((resolve) => process.stdout.once('drain', resolve));
}
