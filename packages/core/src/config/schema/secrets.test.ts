import { describe, expect, it } from 'vitest';
import { defineComponent, definePlugin } from '../../plugin/define.js';
import { createRegistry } from '../../plugin/registry.js';
import { loadRunFile } from '../run-file/run-file.js';

const bell = defineComponent({
  kind: 'notifier',
  class_name: 'Bell',
  summary: 'Rings.',
  config: { type: 'object' },
  secrets: ['token'],
  create: () => ({ send: async () => undefined }),
});
const registry = createRegistry([definePlugin({ name: 'bells', components: [bell] })]);
const lint = (text: string) =>
  loadRunFile('/x/sigwatch.yaml', { packs: [], cwd: '/x', env: { TOKEN: 'hunter2' } }, text)
    .check(registry)
    .map(({ code, level, line, message, remedy }) => ({ code, level, line, told: `${message}. ${remedy}` }));

describe('a secret in a file', () => {
  it('is warned of, by its place and with what to write instead, and not told', () => {
    const [found, ...more] = lint('notifiers:\n  - class_name: Bell\n    token: hunter2\n');
    expect(found).toMatchObject({ code: 'literal_secret', level: 'warning', line: 3 });
    expect(found?.told).toContain('`token_env`');
    expect(found?.told).not.toContain('hunter2');
    expect(more).toEqual([]);
  });

  it('is none where the file names a variable or a file', () => {
    expect(lint(`notifiers: [ { class_name: Bell, token: '\${oc.env:TOKEN}' } ]`)).toEqual([]);
    expect(lint('notifiers: [ { class_name: Bell, token_env: TOKEN } ]')).toEqual([]);
  });
});
