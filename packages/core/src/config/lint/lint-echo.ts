import type { RuleEntry } from '../../generated/monitor.js';
import { compileRules } from '../../match/compile-rules.js';
import { hitsIn } from '../../match/hits-in.js';
import type { PlacedRule } from '../compose.js';
import type { Finding } from '../finding.js';
import { failsByHit } from './fails-by-hit.js';
import { findingAt } from './lint-place.js';

/** Keys of a rule that hold text, as a program prints them that dumps its configuration. */
const TEXTS = ['name', 'description', 'pattern', 'unless', 'remedy'] as const;

interface Echo {
  readonly of: PlacedRule;
  readonly how: string;
  readonly key: string;
  readonly text: string;
}

/**
 * Rules for failures that hit themselves where a program prints its configuration. The run's own matcher is asked, so
 * that a form which it knows for an echo is no finding. A rule that says that it counts echoes is taken at its word.
 */
export function lintEchoes(rules: readonly PlacedRule[], file: string): readonly Finding[] {
  const own = rules.filter(
    (one) =>
      one.entry.pattern != null && failsByHit(one) && one.entry.count_echoes !== true && one.layer.file.path === file,
  );
  const matcher = compileRules(own.map(({ rule }) => rule));
  const echoes = own.flatMap(echoesOf);
  // An empty line after each keeps what a rule with `lines` reads of the next one apart.
  const text = echoes.map((echo) => `${echo.text}\n\n`).join('');
  const first = new Map<PlacedRule, Echo>();
  for (const { order, line } of hitsIn(matcher, Buffer.from(text))) {
    const echo = echoes[(line - 1) / 2];
    if (echo !== undefined && echo.of === own[order] && !first.has(echo.of)) first.set(echo.of, echo);
  }
  return [...first.values()].map(({ of, how, key, text }) =>
    findingAt(
      of,
      ['pattern'],
      'echoes_itself',
      `the rule hits its own \`${key}\`, printed ${how}: \`${shown(text)}\``,
      'Anchor the pattern to what stands around a real failure, or put such lines into `unless`.',
    ),
  );
}

function echoesOf(of: PlacedRule): readonly Echo[] {
  const whole = Object.fromEntries(TEXTS.flatMap((key) => (of.entry[key] == null ? [] : [[key, of.entry[key]]])));
  const single = textsOf(of.entry).flatMap(([key, text]) =>
    Object.entries(DUMPS).map(([how, dump]) => ({ of, how, key, text: dump(key, text) })),
  );
  const pairs = Object.entries(whole).map(([key, text]) => `${quoted(key)}: ${quoted(String(text))}`);
  return [
    ...single,
    { of, how: 'as JSON on one line', key: 'pattern', text: JSON.stringify(whole) },
    { of, how: 'as a Python dict', key: 'pattern', text: `{${pairs.join(', ')}}` },
  ];
}

/** How programs print one setting. A line break in a text would be several lines, which nobody prints so. */
const DUMPS: Readonly<Record<string, (key: string, text: string) => string>> = {
  'as YAML': (key, text) => (key === 'name' ? `  - name: ${text}` : `    ${key}: '${text.replaceAll("'", "''")}'`),
  'as JSON': (key, text) => `      ${JSON.stringify(key)}: ${JSON.stringify(text)},`,
  'as an argument': (key, text) => `  ${key} ${'.'.repeat(Math.max(1, 48 - key.length))} ${text}`,
  'by argparse': (key, text) => `Namespace(${key}=${quoted(text)})`,
};

function textsOf(entry: RuleEntry): readonly (readonly [string, string])[] {
  const notes = (Array.isArray(entry.actions) ? entry.actions : []).flatMap((action) =>
    'note' in action && typeof action.note === 'string' ? [['note', action.note] as const] : [],
  );
  const own = TEXTS.flatMap((key) => (typeof entry[key] === 'string' ? [[key, entry[key]] as const] : []));
  return [...own, ...notes].map(([key, text]) => [key, text.replaceAll(/\s+/g, ' ')]);
}

/** As Python's repr. */
function quoted(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return text.includes("'") && !text.includes('"') ? `"${escaped}"` : `'${escaped.replaceAll("'", "\\'")}'`;
}

const shown = (text: string): string => (text.length <= 100 ? text.trim() : `${text.trim().slice(0, 97)}…`);
