import type { PlacedRule } from '../compose.js';
import { type Finding, finding, placeIn } from '../finding.js';
import { distance } from '../nearest.js';
import { findingAt } from './lint-place.js';

/** Keys of `metadata` that the engine reads. */
const MEANT: readonly string[] = ['kind', 'error_type', 'subsystem', 'severity'];

/** What rules say of failures, as a person would read it; `file` is the one that is looked at. */
export function lintMeaning(rules: readonly PlacedRule[], file: string): readonly Finding[] {
  return rules.flatMap((placed) =>
    placed.layer.file.path === file ? [...remedy(placed), ...metadata(placed)] : status(placed, file),
  );
}

function remedy(placed: PlacedRule): Finding[] {
  const { kind, error_type, remedy } = placed.rule;
  if (kind !== 'error' || remedy !== undefined) return [];
  const message =
    error_type === undefined
      ? 'nothing says what to do about the failure'
      : `nothing says what to do about the failure: \`${error_type}\` is no type of the table`;
  return [
    findingAt(placed, [], 'no_remedy', message, 'Add `remedy:` with one sentence, or name an error type of the table.'),
  ];
}

/** Metadata is free; a key that is all but one of those with a meaning is a slip. */
function metadata(placed: PlacedRule): Finding[] {
  const given = Object.keys(placed.entry.metadata ?? {});
  return given.flatMap((key) => {
    if (MEANT.includes(key)) return [];
    const meant = MEANT.find((one) => !given.includes(one) && distance(key.toLowerCase(), one) <= one.length / 4);
    if (meant === undefined) return [];
    const message = `\`${key}\` has no meaning in \`metadata\``;
    const at = placeIn(placed.layer.file, [...placed.path, 'metadata', key], 'key');
    return [finding('misspelt_metadata', at, message, `Did you mean \`${meant}\`?`, { replace: meant })];
  });
}

/** In its own file a status is what the author says; in a file that includes the rule it is news. */
function status(placed: PlacedRule, file: string): Finding[] {
  const { name, status } = placed.entry;
  if (status === 'deprecated')
    return [
      findingAt(
        placed,
        ['status'],
        'deprecated_rule',
        `the rule \`${name}\`, which ${file} includes, is deprecated`,
        'Disable it by a rule of its name without a pattern, or write its successor.',
      ),
    ];
  if (status === 'experimental')
    return [
      findingAt(
        placed,
        ['status'],
        'experimental_rule',
        `the rule \`${name}\`, which ${file} includes, is experimental`,
        'Look at what it hits before a restart depends on it.',
      ),
    ];
  return [];
}
