import type { PlacedRule } from '../compose.js';
import type { Finding } from '../finding.js';
import { findingAt } from './lint-place.js';

/**
 * Rules of the file whose own tests show only one side: no line that they must hit, or none that they must not. Of a file
 * without any test, such as one that was written for another program, that is told only where lint is `strict`.
 */
export function lintExamples(rules: readonly PlacedRule[], file: string, strict: boolean): readonly Finding[] {
  const own = rules.filter(({ entry, layer }) => entry.pattern != null && layer.file.path === file);
  const tested = own.some(({ entry }) => (entry.tests ?? []).length > 0);
  return strict || tested ? own.flatMap(examples) : [];
}

function examples(placed: PlacedRule): readonly Finding[] {
  const { entry, rule } = placed;
  const tests = entry.tests ?? [];
  const isNone = ({ expect }: (typeof tests)[number]) => typeof expect === 'string';
  const hit = tests.some((test) => !isNone(test))
    ? []
    : [
        findingAt(
          placed,
          [],
          'no_hit_test',
          `no test shows a line that \`${entry.name}\` hits`,
          'Add such a line from a real log to its `tests:`, with the fields that it brings: `expect: {}` where there are none.',
        ),
      ];
  if (rule.kind !== 'error' || tests.some(isNone)) return hit;
  return [
    ...hit,
    findingAt(
      placed,
      tests.length === 0 ? [] : ['tests'],
      'no_near_miss',
      `no test shows a harmless line that \`${entry.name}\` leaves alone`,
      'Add a line that looks alike and is no failure to its `tests:`, with `expect: none`.',
    ),
  ];
}
