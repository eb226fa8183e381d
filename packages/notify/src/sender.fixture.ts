import {
  type ComponentConfig,
  createRegistry,
  definePlugin,
  makeComponent,
  type Notifier,
  systemDeps,
} from '@sigwatch/core';
import { notifyComponents } from './components.js';

/** A notifier as sigwatch.yaml names it. */
export function notifierOf(config: ComponentConfig, env: Readonly<Record<string, string>> = {}): Notifier {
  const registry = createRegistry([definePlugin({ name: 'notifiers', components: notifyComponents(() => env) })]);
  const component = registry.find('notifier', config.class_name);
  const { class_name: _, ...settings } = config;
  const invalid = component && registry.check(component, structuredClone(settings));
  if (component === undefined || invalid?.length !== 0) throw new Error(JSON.stringify(invalid));
  const problems = component.check?.(settings, []) ?? [];
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return makeComponent(registry, 'notifier', config, systemDeps);
}

export const never = new AbortController().signal;

/** How it was rejected. */
export async function failureOf(sending: Promise<unknown>): Promise<{ name: string; message: string; at?: number }> {
  try {
    await sending;
  } catch (error) {
    return error as { name: string; message: string; at?: number };
  }
  throw new Error('it was taken');
}
