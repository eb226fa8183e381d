import type { Rule, Signal } from '../contract.js';

/** What a rule says of each of its signals, whatever line they stand in. Json. */
export type Said = Omit<Signal, 'id' | 'source' | 'line' | 'offset' | 'time' | 'text' | 'fields' | 'block'>;

/** `order` is the place of the rule in its pack. */
export function saidBy(rule: Rule, order: number): Said {
  return {
    name: rule.name,
    // Not of steps: a run has millions of them, and all are written down.
    ...(rule.ref === undefined || rule.kind === 'progress' ? {} : { rule: rule.ref }),
    kind: rule.kind,
    ...(rule.mode === undefined ? {} : { mode: rule.mode }),
    ...(rule.shows === undefined ? {} : { shows: rule.shows }),
    ...(rule.error_type === undefined ? {} : { error_type: rule.error_type }),
    ...(rule.subsystem === undefined ? {} : { subsystem: rule.subsystem }),
    severity: rule.severity,
    order,
    symptom_of: rule.symptom_of,
    ...(rule.latent === undefined ? {} : { latent: rule.latent }),
    ...(rule.platform ? { platform: true } : {}),
    ...(rule.lasting ? { lasting: true } : {}),
    ...(rule.confirm_after === undefined ? {} : { confirm_after: rule.confirm_after }),
    ...(rule.suffices ? { suffices: true } : {}),
    ...(rule.internal ? { internal: true } : {}),
    ...(rule.terminates ? { terminates: true } : {}),
    ...(rule.remedy === undefined ? {} : { remedy: rule.remedy }),
    metadata: rule.metadata,
  };
}
