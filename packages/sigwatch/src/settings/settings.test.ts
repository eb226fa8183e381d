import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadRunFile } from '@sigwatch/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configFile } from './config-file.js';
import { type Flags, policyOf, resolveSettings, type Setting, type Settings } from './settings.js';

const plugins = fileURLToPath(new URL('../../../../plugins/', import.meta.url));
const packs = readdirSync(plugins).map((name) => plugins + name);
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sigwatch-settings-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const TEXT = `name: of-file
run_id: run-of-file
monitor: megatron_basic
restart: default
job: { command: [python, train.py], logs: [a.log], checkpoint_dir: ckpt }
state_dir: state
log_level: warn
timeout: 10m
`;

function resolved(given: { flags?: Flags; env?: Record<string, string>; text?: string }): Settings {
  const { flags = {}, env = {}, text } = given;
  const file =
    text === undefined ? undefined : loadRunFile(join(folder, 'sigwatch.yaml'), { cwd: folder, packs, env }, text);
  return resolveSettings({ flags, env, file, cwd: '/w' });
}

const said = (setting: Setting<unknown> | undefined) =>
  setting && `${setting.from} ${setting.by}: ${setting.value}`.replaceAll(folder, 'DIR');

describe('the strongest voice wins', () => {
  const flags = { monitor: ['a'], restart: 'b' };
  const argument = { argumentMonitor: ['c'], argumentRestart: 'd' };
  const env = { SIGWATCH_MONITOR: 'e,f', SIGWATCH_RESTART: 'g' };
  it.each<[string, Parameters<typeof resolved>[0], string, string | undefined]>([
    ['a flag', { flags: { ...flags, ...argument }, env, text: TEXT }, 'flag --monitor: a', 'flag --restart: b'],
    ['an argument', { flags: argument, env, text: TEXT }, 'argument monitoring=: c', 'argument restart=: d'],
    ['a variable', { env, text: TEXT }, 'environment SIGWATCH_MONITOR: e,f', 'environment SIGWATCH_RESTART: g'],
    ['the file', { text: TEXT }, 'file DIR/sigwatch.yaml:3: megatron_basic', 'file DIR/sigwatch.yaml:4: default'],
    ['the default', {}, 'default : default', undefined],
    [
      'but a variable that is set to nothing says nothing',
      { env: { SIGWATCH_MONITOR: '' } },
      'default : default',
      undefined,
    ],
  ])('of rules: %s', (_, given, monitor, restart) => {
    const settings = resolved(given);
    expect([said(settings.monitor), said(settings.restart)]).toEqual([monitor, restart]);
  });

  it.each<[keyof Settings, Flags, Record<string, string>, (string | undefined)[]]>([
    [
      'state_dir',
      { stateDir: 's' },
      { SIGWATCH_STATE_DIR: 't' },
      [
        'flag --state-dir: /w/s',
        'environment SIGWATCH_STATE_DIR: /w/t',
        'file DIR/sigwatch.yaml:6: DIR/state',
        undefined,
      ],
    ],
    [
      'log_level',
      { logLevel: 'info' },
      { SIGWATCH_LOG_LEVEL: 'debug' },
      ['flag --log-level: info', 'environment SIGWATCH_LOG_LEVEL: debug', 'file DIR/sigwatch.yaml:7: warn', undefined],
    ],
    [
      'name',
      { name: 'n' },
      {},
      ['flag --name: n', 'file DIR/sigwatch.yaml:1: of-file', 'file DIR/sigwatch.yaml:1: of-file', undefined],
    ],
    [
      'run_id',
      { runId: 'r' },
      {},
      ['flag --run-id: r', 'file DIR/sigwatch.yaml:2: run-of-file', 'file DIR/sigwatch.yaml:2: run-of-file', undefined],
    ],
    [
      'logs',
      { log: ['x.log', '/y.log'] },
      {},
      [
        'flag --log: /w/x.log,/y.log',
        'file DIR/sigwatch.yaml:5: DIR/a.log',
        'file DIR/sigwatch.yaml:5: DIR/a.log',
        undefined,
      ],
    ],
    [
      'checkpoint_dir',
      { checkpointDir: 'c' },
      {},
      [
        'flag --checkpoint-dir: /w/c',
        'file DIR/sigwatch.yaml:5: DIR/ckpt',
        'file DIR/sigwatch.yaml:5: DIR/ckpt',
        undefined,
      ],
    ],
    [
      'timeout',
      { timeout: '90s' },
      {},
      ['flag --timeout: 90000', 'file DIR/sigwatch.yaml:8: 600000', 'file DIR/sigwatch.yaml:8: 600000', undefined],
    ],
  ])('of %s', (key, flags, env, wanted) => {
    const levels = [{ flags, env, text: TEXT }, { env, text: TEXT }, { text: TEXT }, {}];
    expect(levels.map((given) => said(resolved(given)[key] as Setting<unknown> | undefined))).toEqual(wanted);
  });
});

describe('copies', () => {
  it('go where it is typed, as often as the file says', () => {
    const text = 'copies: { to: a, every: 5m, keep: 2, continues: true }\n';
    const file = { every: 300_000, keep: 2, continues: true };
    expect(resolved({ flags: { copies: 'b' }, text }).copies).toMatchObject({
      value: { ...file, to: '/w/b' },
      from: 'flag',
    });
    expect(resolved({ text }).copies).toMatchObject({ value: { ...file, to: join(folder, 'a') }, from: 'file' });
    expect(resolved({ flags: { copies: 'b' } }).copies?.value).toEqual({ to: '/w/b' });
    expect(resolved({}).copies).toBeUndefined();
  });
});

describe('values', () => {
  it.each([
    [['[a, b]'], ['a', 'b']],
    [
      ['a', 'b,c'],
      ['a', 'b', 'c'],
    ],
    [['./m.yaml'], ['/w/m.yaml']],
  ])('of monitoring=%j are lists, and files are meant from here', (argumentMonitor, wanted) => {
    expect(resolved({ flags: { argumentMonitor } }).monitor.value).toEqual(wanted);
  });

  it.each<[Parameters<typeof resolved>[0], string]>([
    [{ flags: { argumentMonitor: [''] } }, 'monitoring= names no monitor'],
    [{ env: { SIGWATCH_MONITOR: ',' } }, 'SIGWATCH_MONITOR names no monitor'],
  ])('a list that names nothing is refused: %j', (given, words) => {
    expect(() => resolved(given)).toThrow(words);
  });

  it('none is no policy, against a weaker voice too', () => {
    expect(policyOf(resolved({ flags: { argumentRestart: 'none' }, text: TEXT }))).toBeUndefined();
    expect(policyOf(resolved({ text: TEXT }))).toBe('default');
  });

  it.each([
    ['30', 30_000],
    ['2h', 7_200_000],
  ])('a timeout of %s', (timeout, wanted) => {
    expect(resolved({ flags: { timeout } }).timeout?.value).toBe(wanted);
  });

  it('a timeout that is none is refused', () => {
    expect(() => resolved({ flags: { timeout: 'soon' } })).toThrow('--timeout soon: give seconds, or a duration');
    for (const recordsVolume of ['', ' '])
      expect(() => resolved({ flags: { records: 'out', recordsVolume } })).toThrow(
        '--records-volume names no Volume; give VOLUME, or VOLUME:/FOLDER, or leave the option out',
      );
  });
});

describe('the file', () => {
  it('is that of the flag, else of the variable, else the one that is there, else none', () => {
    const env = { SIGWATCH_CONFIG: 'b.yaml' };
    expect(configFile('a.yaml', env, folder)).toEqual({ path: join(folder, 'a.yaml'), named: 'flag' });
    expect(configFile(undefined, env, folder)).toEqual({ path: join(folder, 'b.yaml'), named: 'environment' });
    expect(configFile(undefined, {}, folder)).toBeUndefined();
    writeFileSync(join(folder, 'sigwatch.yml'), TEXT);
    expect(configFile(undefined, {}, folder)).toEqual({ path: join(folder, 'sigwatch.yml'), named: 'found' });
    expect(configFile(false, env, folder)).toBeUndefined();
    writeFileSync(join(folder, 'sigwatch.yaml'), TEXT);
    expect(() => configFile(undefined, {}, folder)).toThrow('both sigwatch.yaml and sigwatch.yml');
  });
});
