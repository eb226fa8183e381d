import type { ConfigProblem } from '../../contract.js';
import type { Composed, PlacedRule } from '../compose.js';
import type { Finding } from '../finding.js';
import { checkRemedy } from '../remedy.js';
import { checkTemplate } from '../text/template.js';
import type { Path } from '../yaml/yaml-file.js';
import { fieldsTold } from './fields-told.js';
import { findingAt } from './lint-place.js';

/** The texts of a file's rules that people read: what they name has to be there, or `unknown` stands in its place. */
export function lintTexts({ rules, registry }: Composed, file: string): readonly Finding[] {
  return rules
    .filter(({ layer }) => layer.file.path === file)
    .flatMap((placed) => {
      const { remedy, when } = placed.entry;
      const message = when?.message;
      if (!isTemplate(remedy) && !isTemplate(message)) return [];
      const fields = fieldsTold(placed, rules, registry);
      if (fields === undefined) return [];
      return [
        ...(remedy == null ? [] : tell(placed, ['remedy'], checkRemedy(remedy, fields))),
        ...(message == null ? [] : tell(placed, ['when', 'message'], checkTemplate(message, fields))),
      ];
    });
}

const isTemplate = (text: string | null | undefined): boolean =>
  text != null && (text.includes('{') || text.includes('}'));

function tell(placed: PlacedRule, at: Path, problems: readonly ConfigProblem[]): readonly Finding[] {
  const key = String(at.at(-1));
  return problems.map(({ message, column }) =>
    findingAt(
      placed,
      [...at],
      'unknown_field',
      `\`${key}\` (character ${column}): ${message.replace(/\.$/, '')}`,
      'Name a field that the rule has; `{{` and `}}` are braces.',
    ),
  );
}
