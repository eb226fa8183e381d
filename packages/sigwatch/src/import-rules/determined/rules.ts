import type { Json } from '@sigwatch/core';
import type { RuleNames } from '../names.js';
import { exampleLine, nearMissLine } from '../pattern/example.js';
import { unlessOwnText } from '../pattern/own-text.js';
import { fromSearch } from '../pattern/translate.js';
import type { Reader } from '../reader.js';
import type { RuleDraft } from '../types.js';
import { usable } from '../usable.js';
import type { Action, LogPolicy } from './read-policy.js';

/** A line may have caused a failure whenever it was printed in the attempt: no attempt is that long. */
const FOR_EVER = '365d';

/**
 * What a log policy becomes: a failure with a type that the restart policy goes by, or a label that is only told.
 * `cancels`: one of its list allows no restart, which outranks all others.
 */
export function ruleOf(reader: Reader, policy: LogPolicy, names: RuleNames, cancels: boolean): RuleDraft {
  const { name, pattern, actions, path } = policy;
  const [label] = actions.flatMap((one) => (one.kind === 'signal' ? [one.label] : []));
  const shown = name ?? label ?? wordsOf(pattern ?? '');
  const from = `Line ${reader.line(path)}: ${shown}.`;
  if (pattern === undefined) {
    reader.say(
      'unlike_there',
      path,
      `\`${shown}\` disables a policy of the cluster, and nothing of the cluster is imported`,
      'Where a monitor in `defaults` has such a rule, write an entry with its name and without a pattern.',
      'value',
    );
    return { comments: [`${from} It disables what the cluster has by this name; nothing of it is here.`] };
  }
  const searched = fromSearch(pattern);
  if (!usable(reader, [...path, 'pattern'], searched, `the policy \`${shown}\` was left out`))
    return { comments: [`${from} Left out, since its pattern can't be used: ${pattern}`] };
  const rule = names.take(shown);
  const labels = [...new Set([name, label].filter((one) => one !== undefined && one !== rule))];
  return {
    comments: [from],
    rule: {
      name: rule,
      ...(labels.length === 0 ? {} : { description: `Shown as ${labels.join(', ')} there.` }),
      pattern: searched,
      ...unlessOwnText(searched),
      ...meaningOf(reader, policy, rule, cancels),
      ...testsOf(searched),
    },
  };
}

function meaningOf(
  reader: Reader,
  { actions, path }: LogPolicy,
  rule: string,
  cancels: boolean,
): { [key: string]: Json } {
  const has = (kind: Action['kind']) => actions.some((one) => one.kind === kind);
  for (const one of actions)
    if (one.kind === 'send_webhook')
      reader.say(
        'no_equivalent',
        path,
        `no webhook \`${one.webhook ?? ''}\` is called for a line`,
        'Name a notifier, which is told of what happens to the run.',
        'value',
      );
  if (has('cancel_retries')) {
    if (has('exclude_node'))
      reader.say(
        'unlike_there',
        path,
        `\`${rule}\` is never restarted, so that no node is left out for it`,
        'It is the same there.',
        'value',
      );
    return {
      state: { class_name: 'CrashState' },
      metadata: { error_type: 'cancel_retries', severity: 'critical' },
      latent: FOR_EVER,
      remedy: `A run that fails after this line is not started again; mend what ${rule} tells of first.`,
    };
  }
  if (has('exclude_node'))
    return {
      state: { class_name: 'CrashState' },
      metadata: { error_type: 'hardware', severity: 'critical' },
      ...(cancels ? { symptom_of: ['cancel_retries'] } : {}),
      latent: FOR_EVER,
    };
  return { metadata: { kind: 'notice' } };
}

function testsOf(pattern: string): { readonly tests?: Json } {
  const [line, near] = [exampleLine(pattern), nearMissLine(pattern)];
  if (line === undefined) return {};
  return { tests: [{ log: line, expect: {} }, ...(near === undefined ? [] : [{ log: near, expect: 'none' }])] };
}

/** The words of a pattern, for a policy without a name. */
const wordsOf = (pattern: string): string => {
  const words = pattern.replaceAll(/\\./gs, ' ').match(/[A-Za-z][A-Za-z0-9]+/g) ?? [];
  return words.slice(0, 5).join('_') || 'log_policy';
};
