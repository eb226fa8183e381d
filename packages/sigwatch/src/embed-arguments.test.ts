import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Volume } from 'memfs';
import { expect, it } from 'vitest';
import * as sigwatch from './index.js';

// As a program in JavaScript calls it, whom no type warns.
// biome-ignore lint/suspicious/noExplicitAny: what is wrong is what is tried
const { watch, run, submit, scan, replay, submitWithResume } = sigwatch as any;

const refusal = (call: () => unknown): unknown => {
  try {
    call();
    return 'none';
  } catch (error) {
    const { code, message } = error as { readonly code?: string; readonly message: string };
    return [code, message];
  }
};
const refused = (text: string) => ['argument_invalid', expect.stringContaining(text)];
const log = join(mkdtempSync(join(tmpdir(), 'sigwatch-arguments-')), 'train.log');
writeFileSync(log, 'step 1\n');

it('an option that no function has is refused, with the nearest word', () => {
  expect(refusal(() => watch(log, { folow: false }))).toEqual(
    refused('there is no option `folow`; did you mean `follow`?'),
  );
  expect(refusal(() => scan(log, { completelyOther: 1 }))).toEqual([
    'argument_invalid',
    'there is no option `completelyOther`',
  ]);
});

it('options that another function has are let pass, since several may be given the same ones', async () => {
  const signals = [];
  for await (const signal of scan(log, { stateDir: 'never-made', follow: false })) signals.push(signal);
  expect(signals).toEqual([]);
});

it.each([
  ['a timeout of words', { timeout: '10s' }, 'timeout: 10s is no time in ms'],
  ['a timeout before now', { timeout: -1 }, 'timeout: -1 is no time'],
  ['a clock that has nothing', { deps: {} }, 'deps has to have now, schedule; now, schedule is missing'],
  ['a logger without levels', { logger: { info() {} } }, 'debug, warn, error is missing'],
])('%s is refused', (_, options, text) => {
  expect(refusal(() => watch(log, options))).toEqual(refused(text));
});

it.each([
  ['nothing', undefined],
  ['no log', []],
  ['an empty name', ''],
  ['a list with a number', ['a.log', 3]],
])('%s is no logs', (_, logs) => {
  for (const call of [watch, scan, replay]) expect(refusal(() => call(logs))).toEqual(refused('no log is named'));
});

it('a command is argv, and no text', async () => {
  for (const call of [run, submit])
    expect(refusal(() => call('sleep 1', { adapter: 'local' }))).toEqual(refused('a command is a list of words'));
  await expect(submitWithResume({ command: 'sleep 1', checkpointDir: 'x' })).rejects.toThrow(/a list of words/);
});

it('a log that is to be read once has to be there; one that is followed may come', async () => {
  const gone = ['unanswered', `${log}.1 can't be read: it does not exist`];
  expect(refusal(() => watch([log, `${log}.1`], { follow: false }))).toEqual(gone);
  expect(refusal(() => watch('/b.log', { follow: false, fs: Volume.fromJSON({ '/a.log': '' }) }))).toEqual([
    'unanswered',
    "/b.log can't be read: it does not exist",
  ]);
  const watched = watch(`${log}.1`);
  await watched.stop();
});

it('a plugin is a value', () => {
  expect(refusal(() => watch(log, { plugins: ['./my-plugin.mjs'] }))).toEqual([
    'plugin_unusable',
    expect.stringContaining('./my-plugin.mjs is the name of a plugin, and here its value is meant'),
  ]);
});
