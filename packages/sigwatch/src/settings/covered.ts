import { knownSecrets, type Redactor, redactor } from '@sigwatch/notify';
import { componentsOf } from './rules-of.js';
import type { Settings } from './settings.js';
import type { Variables } from './variables.js';

/** Covers the secrets that the settings hold or name, and all that looks like one, in what is logged and shown. */
export function coverOf(settings: Settings, variables: Variables = process.env): Redactor {
  const { notifiers = [], registry } = componentsOf(settings);
  const secretsOf = (class_name: string) => registry?.find('notifier', class_name)?.secrets ?? [];
  const { slack_webhook } = settings;
  const typed = slack_webhook === undefined ? [] : [slack_webhook.value];
  return redactor([...typed, ...knownSecrets(notifiers, secretsOf, () => variables)]);
}
