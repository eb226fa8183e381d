import type { Correlation } from '../correlate/correlate.js';
import { KeptStates } from '../correlate/kept-states.js';
import type { AttemptState, Output } from './attempt-state.js';
import { Draft } from './draft.js';
import { takeRecovery } from './take-signal.js';

/**
 * The state of an attempt whose rules were loaded anew. What operators remember of `anew`, rules that were changed or
 * removed, is gone, and so is what only they could have told the end of: they would never tell it. Open incidents keep
 * their lines and what was said of them. Pure.
 */
export function afterReload(
  before: AttemptState,
  anew: ReadonlySet<string>,
): readonly [AttemptState, readonly Output[]] {
  const outputs: Output[] = [];
  const draft = new Draft(before, outputs);
  if (before.verdict !== undefined || anew.size === 0) return [before, outputs];
  if (before.correlation !== undefined) draft.set({ correlation: withoutStates(before.correlation, anew) });
  if (before.contradicted !== undefined)
    draft.set({ contradicted: before.contradicted.filter((name) => !anew.has(name)) });
  for (const told of untold(before, anew)) takeRecovery(draft, told, `the rule ${told.name} was loaded anew`);
  return [draft.state, outputs];
}

function withoutStates({ states, failed, ...rest }: Correlation, anew: ReadonlySet<string>): Correlation {
  const written = states instanceof KeptStates ? states.toJSON() : states;
  const kept = Object.fromEntries(Object.entries(written).filter(([name]) => !anew.has(name)));
  const still = failed?.filter((name) => !anew.has(name));
  return { ...rest, states: kept, ...(still === undefined ? {} : { failed: still }) };
}

interface Told {
  readonly name: string;
  readonly group?: string;
}

/** What is open, of those rules, and only ended by the word of an operator; each once. */
function untold({ conditions = [], incident }: AttemptState, anew: ReadonlySet<string>): readonly Told[] {
  const shown: readonly (Told & { until_resolved?: true })[] = conditions;
  const suspected = (incident?.suspects ?? []).flatMap(({ signal, over }) => (over ? [] : [signal]));
  const open = [...shown, ...suspected].filter((one) => one.until_resolved === true && anew.has(one.name));
  return [...new Map(open.map((one) => [JSON.stringify([one.name, one.group]), one])).values()];
}
