import type { SelectiveRestartPolicy } from '../../generated/SelectiveRestartPolicy.js';
import type { Path } from '../yaml/yaml-file.js';
import type { FindingCode } from './finding-codes.js';

type Add = (code: FindingCode, path: Path, message: string, remedy: string) => void;

/** What the lists of a policy say against each other; `add` takes paths from the policy on. */
export function lintLists(policy: SelectiveRestartPolicy, add: Add): void {
  for (const what of ['error_types', 'subsystems', 'signals'] as const)
    for (const [i, name] of (policy[`restart_on_${what}`] ?? []).entries())
      if (policy[`exclude_${what}`]?.includes(name))
        add(
          'restarted_and_excluded',
          [`restart_on_${what}`, i],
          `\`${name}\` is both restarted and excluded`,
          'Remove it from one of the lists; excluding always wins.',
        );
  for (const name of Object.keys(policy.recover ?? {}))
    if (policy.exclude_error_types?.includes(name))
      add(
        'excluded_recovery',
        ['recover', name],
        `\`${name}\` is excluded, so that its recovery never counts`,
        'Remove it from `exclude_error_types`, or remove the recovery.',
      );
  for (const [name, budget] of Object.entries(policy.budgets ?? {})) {
    const why = typeof budget === 'number' && budget > 0 ? neverRestarted(policy, name) : undefined;
    if (why === undefined) continue;
    const remedy = 'Remove the budget, or let the type be restarted by `restart_on_error_types`.';
    add('unused_budget', ['budgets', name], `\`${name}\` has a budget, and ${why}`, remedy);
  }
}

/** Why failures of a type are never restarted, where that is certain: a signal or a subsystem may be of any type. */
function neverRestarted(policy: SelectiveRestartPolicy, type: string): string | undefined {
  if (policy.exclude_error_types?.includes(type)) return 'is excluded';
  if (policy.max_retries === 0) return 'nothing is restarted (`max_retries: 0`)';
  const others = [policy.restart_on_signals, policy.restart_on_subsystems].some((list) => (list?.length ?? 0) > 0);
  const named = policy.restart_on_error_types?.includes(type) || Object.hasOwn(policy.recover ?? {}, type);
  return others || named || (policy.default_action ?? 'stop') !== 'stop'
    ? undefined
    : 'is in no list of what is restarted';
}
