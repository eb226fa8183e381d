import type { ComponentConfig, Registry } from '../contract.js';
import { digest } from '../hash.js';

/**
 * What the journal calls notifiers, in their order: `CLASS:DIGEST` of their settings without the secrets that stand in
 * them, so that no secret is journaled, nor anything that one could be guessed from. Those that are alike are counted:
 * `CLASS:DIGEST:2`. What is told (`on`) is no part of it.
 */
export function notifierIds(notifiers: readonly ComponentConfig[], registry: Registry): readonly string[] {
  const counts = new Map<string, number>();
  return notifiers.map((config) => {
    const id = `${config.class_name}:${digest(JSON.stringify(told(config, registry)))}`;
    const count = (counts.get(id) ?? 0) + 1;
    counts.set(id, count);
    return count === 1 ? id : `${id}:${count}`;
  });
}

function told(config: ComponentConfig, registry: Registry): readonly (readonly [string, unknown])[] {
  const secrets = registry.find('notifier', config.class_name)?.secrets ?? [];
  return Object.entries(config)
    .filter(([key]) => key !== 'on' && !secrets.includes(key))
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
