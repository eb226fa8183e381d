import { describe, expect, it } from 'vitest';
import { defineComponent, definePlugin } from '../plugin/define.js';
import { createRegistry } from '../plugin/registry.js';
import { notifierIds } from './notifier-ids.js';

const bell = defineComponent({
  kind: 'notifier',
  class_name: 'Bell',
  summary: 'Rings.',
  config: { type: 'object' },
  secrets: ['token'],
  create: () => ({ send: async () => undefined }),
});
const registry = createRegistry([definePlugin({ name: 'bells', components: [bell] })]);
const idOf = (config: Record<string, string>) => notifierIds([{ class_name: 'Bell', ...config }], registry)[0];

describe('what the journal calls a notifier', () => {
  it('is the same whatever its secrets are, and in whatever order it is written', () => {
    const id = idOf({ room: 'a', token: 'one' });
    expect(id).toMatch(/^Bell:[a-z0-9]+$/);
    expect(idOf({ token: 'two', room: 'a' })).toBe(id);
    expect(idOf({ room: 'b' })).not.toBe(id);
    expect(idOf({ room: 'a', token_env: 'TOKEN' })).not.toBe(id);
  });

  it('tells two apart that are alike', () => {
    const [first, second] = notifierIds([{ class_name: 'Bell' }, { class_name: 'Bell', token: 'x' }], registry);
    expect(second).toBe(`${first}:2`);
  });
});
