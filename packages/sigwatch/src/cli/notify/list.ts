import type { ComponentConfig, Registry } from '@sigwatch/core';
import { registryWith } from '../../built-in.js';
import { componentsOf } from '../../settings/rules-of.js';
import { jsonText } from '../../view/json-text.js';
import { sanitize } from '../../view/sanitize.js';
import { resolveFor } from '../settings-of.js';
import { calledOf } from './named.js';

/** `sigwatch notify list` */
export async function verb(_: readonly string[], options: Readonly<Record<string, unknown>>): Promise<number> {
  const settings = await resolveFor(options, { rules: true });
  const { notifiers = [], registry = registryWith() } = componentsOf(settings);
  const rows = notifiers.map((config) => ({
    name: calledOf(config),
    class_name: config.class_name,
    on: config.on ?? null,
    secrets: secretsOf(config, registry),
  }));
  if (options.format === 'jsonl') for (const row of rows) process.stdout.write(`${jsonText(row)}\n`);
  else if (rows.length === 0) process.stdout.write('Nobody is told of anything: sigwatch.yaml names no notifiers.\n');
  else for (const row of rows) process.stdout.write(lineOf(row));
  return 0;
}

/** Where each secret comes from, and never what it is. */
function secretsOf(config: ComponentConfig, registry: Registry): readonly string[] {
  const secrets = registry.find('notifier', config.class_name)?.secrets ?? [];
  return secrets.flatMap((key) => {
    const { [`${key}_env`]: variable, [`${key}_file`]: file } = config;
    if (typeof variable === 'string') return [`${key} from the variable ${variable}`];
    if (typeof file === 'string') return [`${key} from ${file}`];
    return config[key] === undefined ? [] : [`${key} from sigwatch.yaml itself`];
  });
}

function lineOf(row: { name: string; class_name: string; on: unknown; secrets: readonly string[] }): string {
  const told = row.on === null ? '' : `, on ${JSON.stringify(row.on)}`;
  const secrets = row.secrets.length === 0 ? '' : `: ${row.secrets.join(', ')}`;
  return `${sanitize(`${row.name} (${row.class_name})${told}${secrets}`)}\n`;
}
