import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

const call = promisify(execFile);
const bin = fileURLToPath(new URL('../../packages/sigwatch/bin/sigwatch.js', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'sigwatch-completion-'));
const env = {
  ...process.env,
  PATH: `${directory}${delimiter}${process.env.PATH}`,
  SIGWATCH_STATE_DIR: join(directory, 'state'),
};
afterAll(() => rmSync(directory, { recursive: true, force: true }));
beforeAll(async () => {
  writeFileSync(join(directory, 'sigwatch'), `#!/bin/sh\nexec '${process.execPath}' '${bin}' "$@"\n`);
  chmodSync(join(directory, 'sigwatch'), 0o755);
  writeFileSync(join(directory, 'train.log'), 'step 3 | loss: 2.5\n');
  const once = ['watch', '--once', '--run-id', 'train-7', join(directory, 'train.log')];
  await call('sigwatch', once, { env }).catch(() => {});
});

/** What each shell offers behind these words, the last of which is the one at the cursor. */
const shells: Readonly<Record<string, (words: readonly string[]) => readonly string[]>> = {
  bash: (words) => [
    ...['bash', '--norc', '-c'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: of the shell
    'source <(sigwatch completion bash); COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _sigwatch; printf "%s\\n" "${COMPREPLY[@]}"',
    ...['bash', ...words],
  ],
  // What a terminal would be needed for is left out: who shows candidates prints them.
  zsh: (words) => [
    ...['zsh', '-f', '-c'],
    `compdef() { : }; _files() { : }
     _describe() { local one; for one in "\${(@P)2}"; do print -r -- "\${\${one//\\\\:/$'\\1'}%%:*}" | tr '\\001' ':'; done }
     source <(sigwatch completion zsh); words=("$@"); CURRENT=$#; _sigwatch`,
    ...['zsh', ...words],
  ],
  fish: (words) => [
    ...['fish', '--no-config', '-c'],
    'sigwatch completion fish | source; complete -C "$argv"',
    ...words,
  ],
};

async function tab(shell: string, ...words: string[]): Promise<readonly string[]> {
  const [program = '', ...args] = (shells[shell] as (typeof shells)[string])(['sigwatch', ...words]);
  const { stdout } = await call(program, args, { env, cwd: directory });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t', 1)[0] as string)
    .sort();
}

it.each(Object.keys(shells))('completes verbs, options, choices and the names of runs in %s', async (shell) => {
  expect(await tab(shell, 'rep')).toEqual(['replay', 'report']);
  expect(await tab(shell, 'rules', 'back')).toEqual(['backtest']);
  expect(await tab(shell, 'report', '--for')).toEqual(['--format']);
  expect(await tab(shell, 'report', '--format', 'm')).toEqual(['markdown']);
  expect(await tab(shell, 'report', '')).toEqual(['train-7']);
  expect(await tab(shell, 'scan', '--monitor', 'megatron_b')).toEqual(['megatron_basic']);
});

it('has the shell complete files where a file is wanted', async () => {
  expect(await tab('fish', 'scan', 'train.')).toEqual(['train.log']);
});

it('says what runs are, for shells that show it, and takes nothing amiss', async () => {
  const { stdout } = await call('sigwatch', ['__complete', '--', 'history', 'tr'], { env });
  expect(stdout).toBe('none\ttrain-7\tunknown, step 3\n'.replace('\t', '\n'));
  const odd = await call('sigwatch', ['__complete', '--', '--nothing', '', "'; rm -rf /", ''], { env });
  expect(odd.stdout).toBe('none\n');
});
