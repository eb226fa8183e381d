import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { realSuites, skippedText } from './suites.js';

it('says in plain words what was skipped and what makes it ready, and else nothing', () => {
  expect(skippedText([])).toBe('');
  expect(skippedText([{ name: 'clusters', needs: 'a cluster', ready: () => false }])).toBe(
    'Skipped: the clusters suite, which needs a cluster. scripts/setup/clusters.sh makes it ready.\n',
  );
});

it('every real suite has its folder and the script that makes it ready', () => {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  for (const { name } of realSuites)
    for (const path of [`test/${name}`, `scripts/setup/${name}.sh`]) expect(existsSync(root + path), path).toBe(true);
});
