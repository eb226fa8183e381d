import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findingCodes } from './finding-codes.js';

const folder = fileURLToPath(new URL('../', import.meta.url));
/** What only the package can find that loads plugins, knows the platforms, and reads the files of other systems. */
const ELSEWHERE = [
  'cli/rules/run-file.ts',
  'modal/lint-retries.ts',
  ...['reader', 'usable', 'hyperpod/hyperpod', 'hyperpod/find-job', 'hyperpod/rules', 'determined/read-policy'].map(
    (name) => `import-rules/${name}.ts`,
  ),
].map((name) => `../../../sigwatch/src/${name}`);
const sources = [...readdirSync(folder, { recursive: true, encoding: 'utf8' }), ...ELSEWHERE]
  .filter((name) => name.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(name) && !name.endsWith('finding-codes.ts'))
  .map((name) => readFileSync(folder + name, 'utf8'));

/** Codes in every form in which the sources give one; `bad_` and `unknown_` are built from a key. */
function emitted(): ReadonlySet<string> {
  const forms = [
    /\bcode: '(\w+)'/g,
    /\b(?:add|say|told|tell|report|finding|whole|unmet|findingAt|InterpolationProblem)\((?:\s*(?:'(?:error|warning|note)'|file|of|one|other|placed|hidden\.placed|rule),)?(?:\s*(?:path|\[[^\]]*\]|tests\.length[^,]*),)?\s*'([a-z_\d]{6,})'/g,
    /return \[\s*'(\w+)',\s*at,/g,
    /const code = [^;]*'(\w+)' : '(\w+)'/g,
  ];
  const found = sources.flatMap((text) =>
    forms.flatMap((form) => [...text.matchAll(form)].flatMap(([, ...codes]) => codes)),
  );
  const built = ['pattern', 'unless', 'flags', 'extract_groups'].map((key) => `bad_${key}`);
  const named = ['monitor', 'policy'].flatMap((what) => [`unknown_${what}`, `unusable_${what}`]);
  return new Set([...found, ...built, ...named].filter((code) => code !== undefined));
}

describe('the table of finding codes', () => {
  it('has every code that is emitted, and no other', () => {
    const codes = emitted();
    expect([...codes].filter((code) => !Object.hasOwn(findingCodes, code))).toEqual([]);
    expect(Object.keys(findingCodes).filter((code) => !codes.has(code))).toEqual([]);
  });

  it('says of each what it means, in one sentence', () => {
    for (const [code, { level, meaning }] of Object.entries(findingCodes)) {
      expect(['error', 'warning', 'note'], code).toContain(level);
      expect(meaning, code).toMatch(/^[A-Z`].*[^.]\.$/);
    }
  });
});
