import type { Json, YamlPath } from '@sigwatch/core';
import { type Found, isMapping, type Reader } from '../reader.js';

/** What a log policy of Determined does when a line matches. */
export type Action =
  | { readonly kind: 'cancel_retries' | 'exclude_node' }
  | { readonly kind: 'signal'; readonly label: string }
  | { readonly kind: 'send_webhook'; readonly webhook?: string };

/**
 * An entry of `log_policies`. Keys and forms: Determined's experiment configuration reference; its schemas
 * log-policy.json, log-action.json and log-legacy-action.json in all their versions.
 */
export interface LogPolicy {
  readonly name?: string;
  /** For Go's `regexp`, which is RE2; missing where the entry disables one of its name. */
  readonly pattern?: string;
  readonly actions: readonly Action[];
  readonly path: YamlPath;
}

const KEYS = ['name', 'pattern', 'action', 'actions', 'signal', 'policy'] as const;
/** Words for the two actions, the first ones and those of before the first release. */
const KINDS: Readonly<Record<string, Action['kind']>> = {
  cancel_retries: 'cancel_retries',
  exclude_node: 'exclude_node',
  on_failure_dont_retry: 'cancel_retries',
  on_failure_exclude_node: 'exclude_node',
  send_webhook: 'send_webhook',
  signal: 'signal',
};

/** Undefined for an entry that Determined could not use either; the reader has been told why. */
export function readPolicy(reader: Reader, at: Found): LogPolicy | undefined {
  const found = reader.keys(at, KEYS);
  const [name, pattern] = [reader.text(found.name), reader.text(found.pattern)];
  if (found.name === undefined && found.pattern === undefined) {
    const message = 'a log policy has neither `name` nor `pattern`';
    reader.say('missing_key', at.path, message, 'Say by `pattern` which lines it is for.', 'value');
    return undefined;
  }
  const list = found.actions === undefined ? [] : reader.items(found.actions);
  const single = [found.action, found.policy].filter((one) => one !== undefined);
  const label = reader.text(found.signal);
  const actions = [
    ...[...single, ...list].flatMap((one) => actionOf(reader, one) ?? []),
    ...(label === undefined ? [] : [{ kind: 'signal', label } as const]),
  ];
  if (found.name === undefined && actions.length === 0 && single.length + list.length === 0) {
    const message = 'a log policy without a name has to have an action';
    reader.say('missing_key', at.path, message, 'Give it a `name`, by which its hits are shown.', 'value');
  }
  if (found.pattern === undefined && actions.length > 0) {
    const message = 'a log policy with an action has no pattern';
    reader.say('missing_key', at.path, message, 'Say by `pattern` which lines it is for.', 'value');
  }
  return {
    ...(name === undefined ? {} : { name }),
    ...(pattern === undefined ? {} : { pattern }),
    actions,
    path: at.path,
  };
}

/** `cancel_retries`, `{ type: cancel_retries }`, `{ signal: LABEL }`, `{ type: signal, signal: LABEL }`. */
function actionOf(reader: Reader, at: Found): Action | undefined {
  if (typeof at.value === 'string') return ofKind(reader, at, at.value, {});
  if (!isMapping(at.value)) {
    reader.say(
      'wrong_type',
      at.path,
      'an action is a word or a mapping',
      'Write cancel_retries or exclude_node.',
      'value',
    );
    return undefined;
  }
  const found = reader.keys(at, ['type', 'signal', 'webhook_name']);
  const word = found.type?.value ?? (found.signal === undefined ? '' : 'signal');
  return ofKind(reader, found.type ?? at, word, found);
}

function ofKind(
  reader: Reader,
  at: Found,
  word: Json,
  given: { readonly signal?: Found; readonly webhook_name?: Found },
): Action | undefined {
  const kind = typeof word === 'string' && Object.hasOwn(KINDS, word) ? KINDS[word] : undefined;
  const label = reader.text(given.signal);
  if (kind === 'signal' && label !== undefined) return { kind, label };
  const webhook = reader.text(given.webhook_name);
  if (kind === 'send_webhook') return { kind, ...(webhook === undefined ? {} : { webhook }) };
  if (kind === 'cancel_retries' || kind === 'exclude_node') return { kind };
  const what = kind === 'signal' ? 'a signal has to have a text' : `\`${JSON.stringify(word)}\` is no action`;
  reader.say('unknown_word', at.path, what, 'Determined takes cancel_retries and exclude_node.', 'value');
  return undefined;
}
