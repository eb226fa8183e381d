import RE2 from 're2';
import { compileRule } from '../../match/compile-rule.js';
import { compileRules } from '../../match/compile-rules.js';
import { hitsIn } from '../../match/hits-in.js';
import { compose, type PatternPlaced, type PlacedRule } from '../compose.js';
import type { Finding } from '../finding.js';
import { names, type Where } from '../locate.js';
import { textsOf } from '../rule-tests/read-log.js';
import { failsByHit } from './fails-by-hit.js';
import { type HealthyLine, healthyLines } from './healthy-lines.js';
import { findingAt } from './lint-place.js';

const HEALTHY_KINDS: ReadonlySet<string> = new Set(['progress', 'checkpoint', 'success']);
/** Characters that show what a hit is about. */
const AROUND = 20;
const NOT_FINITE: ReadonlySet<unknown> = new Set(['nan', 'inf', '-inf']);

/** Lines that are known to be healthy: those of the table, and what steps, checkpoints and successes of the packs look like. */
export function knownHealthy(where: Where): readonly HealthyLine[] {
  const ofPacks = names('monitoring', where).flatMap((name) => healthyOf(compose([name], where).rules));
  return [...new Map([...ofPacks, ...healthyLines].map((line) => [line.text, line])).values()];
}

function healthyOf(rules: readonly PlacedRule[]): readonly HealthyLine[] {
  return rules.flatMap(({ entry, layer, rule: { kind } }) => {
    if (!HEALTHY_KINDS.has(kind)) return [];
    return (entry.tests ?? [])
      .filter(
        ({ expect }) => typeof expect !== 'string' && !Object.values(expect).some((value) => NOT_FINITE.has(value)),
      )
      .flatMap(({ log }) =>
        textsOf(log)
          .flatMap(({ text }) => text.replace(/\n$/, '').split('\n'))
          .map((text) => ({ text, file: layer.file.path, what: `a line of the ${kind} rule \`${entry.name}\`` })),
      );
  });
}

/**
 * Rules for failures that hit a healthy line, by the matcher that the run has too: rules of this file, and those that
 * it includes where the line is one of its own.
 */
export function lintHealthy(
  rules: readonly PlacedRule[],
  known: readonly HealthyLine[],
  file: string,
): readonly Finding[] {
  const lines = [...healthyOf(rules), ...known];
  const failures = rules.filter(failsByHit);
  const matcher = compileRules(failures.map(({ rule }) => rule));
  const text = Buffer.from(lines.map((line) => `${line.text}\n`).join(''));
  const all = hitsIn(matcher, text);
  return failures.flatMap((placed, order) => {
    const concerns = (line: HealthyLine) => placed.layer.file.path === file || line.file === file;
    const hit = [
      ...new Set(all.filter((one) => one.order === order).map(({ line }) => lines[line - 1] as HealthyLine)),
    ].filter(concerns);
    const [first] = hit;
    if (first === undefined) return [];
    const more = hit.length === 1 ? '' : `, and ${hit.length - 1} more`;
    return [
      findingAt(
        placed,
        ['pattern'],
        'hits_healthy_line',
        `it hits ${first.what}: \`${shown(placed, first.text)}\`${more}`,
        'Narrow the pattern to what only a failure prints, or put what such lines hold into `unless`.',
      ),
    ];
  });
}

/** What of the line the rule takes for a failure, and what stands around it. */
function shown({ rule }: PatternPlaced, text: string): string {
  const compiled = compileRule(rule, 0);
  const hit = 'rule' in compiled ? new RE2(compiled.line, 'u').exec(text) : null;
  if (hit === null) return text.trim();
  const around = text.slice(Math.max(0, hit.index - AROUND), hit.index + hit[0].length + AROUND).trim();
  return around.length <= 120 ? around : `${around.slice(0, 60)} … ${around.slice(-60)}`;
}
