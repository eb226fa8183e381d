import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '@sigwatch/core';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { type CompiledRules, KeptRules } from './kept-rules.js';

const base = mkdtempSync(join(tmpdir(), 'sigwatch-kept-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));
let pack = '';
let count = 0;
const write = (path: string, text: string) => writeFileSync(join(pack, path), text);
const says = (version: string, requires = '">=0.0.1"') =>
  write('plugin.yaml', `name: ours\nversion: ${version}\ndescription: Ours.\nrequires: ${requires}\n`);
const rule = (pattern: string) =>
  `log_signals:\n  - name: ours_failed\n    pattern: ${pattern}\n    state: { class_name: CrashState }\n`;
beforeEach(() => {
  pack = join(base, String(++count));
  mkdirSync(join(pack, 'monitoring'), { recursive: true });
  says('1.0.0');
  write('monitoring/ours.yaml', rule('it failed'));
});

const home = ({ monitor }: CompiledRules) => monitor.origins.get('ours_failed')?.pack;

it('are the same as long as nothing that they are made of changes', () => {
  const kept = new KeptRules();
  const asked = { monitor: ['ours'], packs: [pack] };
  expect(kept.load(asked)).toBe(kept.load({ ...asked }));
  write('monitoring/ours.yaml', rule('it broke'));
  expect(kept.load(asked).monitor.rules[0]).toMatchObject({ pattern: 'it broke' });
});

it('are of the version that plugin.yaml says now', () => {
  const kept = new KeptRules();
  const asked = { monitor: ['ours'], packs: [pack] };
  expect(home(kept.load(asked))?.version).toBe('1.0.0');
  says('1.0.1');
  expect(home(kept.load(asked))?.version).toBe('1.0.1');
  says('1.0.2', '">=99.0.0"');
  expect(() => kept.load(asked)).toThrow(ConfigError);
});

it('are told by what all files of their pack say now', () => {
  const kept = new KeptRules();
  const asked = { monitor: ['ours'], packs: [pack] };
  const before = home(kept.load(asked))?.hash();
  write('monitoring/others.yaml', rule('others failed'));
  expect(home(kept.load(asked))?.hash()).not.toBe(before);
  const between = home(kept.load(asked))?.hash();
  write('monitoring/others.yaml', rule('others broke'));
  expect(home(kept.load(asked))?.hash()).not.toBe(between);
});

it('have to do with the packs that theirs needs', () => {
  const other = join(pack, 'other');
  mkdirSync(other);
  const otherSays = (version: string) =>
    write('other/plugin.yaml', `name: other\nversion: ${version}\ndescription: Other.\nrequires: ">=0.0.1"\n`);
  otherSays('1.0.0');
  says('1.0.0', '{ sigwatch: ">=0.0.1", packs: { other: ^1.0.0 } }');
  const kept = new KeptRules();
  const asked = { monitor: ['ours'], packs: [pack, other] };
  kept.load(asked);
  otherSays('2.0.0');
  expect(() => kept.load(asked)).toThrow(ConfigError);
});
