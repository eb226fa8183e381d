import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { Workshop } from './workshop.js';

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');

const blocksOf = (page: string): string[] =>
  [...read(page).matchAll(/^```yaml\n(.*?)^```$/gms)]
    .map(([, text = '']) => text)
    .filter((text) => /^adapter:/m.test(text));

it.each([
  ['docs/colab.md', blocksOf('docs/colab.md'), 1],
  ['docs/slurm.md', blocksOf('docs/slurm.md'), 1],
  ['docs/ray.md', blocksOf('docs/ray.md'), 3],
  ['docs/modal.md', blocksOf('docs/modal.md'), 3],
  ['examples/ray/sigwatch.yaml', [read('examples/ray/sigwatch.yaml')], 1],
  ['examples/modal/sigwatch.yaml', [read('examples/modal/sigwatch.yaml')], 1],
])('the settings that %s shows can be used', async (_, texts, count) => {
  using shop = new Workshop();
  expect(texts).toHaveLength(count);
  for (const text of texts) {
    const told = await shop.cli(['doctor', '--config', shop.file('sigwatch.yaml', text)]);
    expect(told, told.err).toMatchObject({ code: 0, out: expect.stringMatching(/^ +adapter +\w+Adapter/m) });
  }
});

it('the notifiers that docs/alerts.md shows can be used', async () => {
  using shop = new Workshop();
  const texts = [...read('docs/alerts.md').matchAll(/^```yaml(?: \S+)?\n(notifiers:\n.*?)^```$/gms)].map(
    ([, text = '']) => text,
  );
  expect(texts.length).toBeGreaterThanOrEqual(6);
  for (const text of texts) {
    const told = await shop.cli(['notify', 'list', '--config', shop.file('sigwatch.yaml', text)]);
    expect(told, told.err).toMatchObject({ code: 0, out: expect.stringMatching(/\(\w+Notifier\)/) });
  }
});
