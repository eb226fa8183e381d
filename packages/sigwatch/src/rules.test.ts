import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '@sigwatch/core';
import { afterAll, expect, it } from 'vitest';
import { loadRules } from './rules.js';

const directory = mkdtempSync(join(tmpdir(), 'sigwatch-rules-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const file = (name: string, text: string) => {
  writeFileSync(join(directory, name), text);
  return join(directory, name);
};
const codes = (monitor: string, restart: string) => {
  try {
    loadRules({ monitor: [monitor], restart });
  } catch (error) {
    if (error instanceof ConfigError) return error.findings.map(({ code }) => code);
    throw error;
  }
  return [];
};

it('the faults of a monitor and of a policy are told at once', () => {
  const monitor = file('m.yaml', 'log_signals: [ { name: a, pattern: "(?=x)" } ]');
  const restart = file('p.yaml', 'class_name: NoRestartPolicie');
  expect(codes(monitor, restart)).toEqual(['bad_pattern', 'unknown_class']);
  expect(codes(monitor, 'default')).toEqual(['bad_pattern']);
  expect(codes('default', restart)).toEqual(['unknown_class']);
  expect(codes('default', 'default')).toEqual([]);
});
