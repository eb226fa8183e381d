import type { Rule } from '../contract.js';

/** The key, and the rule that it stands for. */
export const TERMINATION_STRING = 'termination_string';

/** The rule that a monitor's `termination_string` is, which stands in `file`: any line that holds the text ends the run as succeeded. */
export function ruleOfTermination(text: string | null | undefined, file: string): readonly Rule[] {
  if (text == null) return [];
  return [
    {
      name: TERMINATION_STRING,
      ref: { id: TERMINATION_STRING, file },
      pattern: text,
      pattern_type: 'substring',
      kind: 'success',
      mode: 'success',
      severity: 'warning',
      symptom_of: [],
      suffices: true,
      actions: [],
      metadata: {},
    },
  ];
}
