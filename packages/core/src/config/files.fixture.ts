import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { ConfigError, type Finding } from './finding.js';
import type { Where } from './locate.js';

/** Folders of one test file lie in one, which is removed after its last test. */
const base = mkdtempSync(join(tmpdir(), 'sigwatch-config-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

/** A folder with these files, for tests; the pack is its folder `pack`. */
export function folderOf(files: Readonly<Record<string, string>>): Where {
  const cwd = mkdtempSync(join(base, 'files-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
  return { cwd, packs: [join(cwd, 'pack')] };
}

/** The findings that loading throws. */
export function findingsOf(load: () => unknown): readonly Finding[] {
  try {
    load();
  } catch (error) {
    if (error instanceof ConfigError) return error.findings;
    throw error;
  }
  throw new Error('it was loaded');
}

/** `code line:column` of each finding. */
export const brief = (findings: readonly Finding[]) =>
  findings.map(({ code, line, column }) => `${code} ${line}:${column}`);
