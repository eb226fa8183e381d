import { expect, it } from 'vitest';
import { appName } from './app-name.js';
import { runArguments } from './run-argv.js';

const run = (...command: string[]) => runArguments(command, 'n');

it('puts the name before the script, and leaves the arguments of the function as they are', () => {
  expect(run('train.py::train', '--lr', '-1e-3', '-q', '--', '--name')).toEqual([
    ...['run', '--detach', '--name', 'n', 'train.py::train', '--lr', '-1e-3', '-q', '--', '--name'],
  ]);
});

it('takes the command as it would be typed', () => {
  const same = ['run', '--detach', '--name', 'n', '-m', 'pkg.mod::f', '--a', '1'];
  expect(run('modal', 'run', '--detach', '-m', 'pkg.mod::f', '--a', '1')).toEqual(same);
  expect(run('/opt/venv/bin/modal', 'run', '-d', '-m', 'pkg.mod::f', '--a', '1')).toEqual(same);
  expect(run('python3.11', '-m', 'modal', 'run', '-m', 'pkg.mod::f', '--a', '1')).toEqual(same);
});

it('keeps options that take a value, also where that looks like another one', () => {
  expect(run('-e', '--quiet', '--write-result=out', 'a.py').slice(4)).toEqual([
    ...['-e', '--quiet', '--write-result=out', 'a.py'],
  ]);
});

it.each([
  [['--name', 'mine', 'a.py'], 'leave out --name'],
  [['--name=mine', 'a.py'], 'leave out --name'],
  [['-q', 'a.py'], 'leave out -q'],
  [['-i', 'a.py'], 'nobody is there to type'],
  [['-'], 'standard input'],
  [['modal', 'run'], 'nothing to run'],
  [['--detach'], 'nothing to run'],
  [['a.py', 'x\0y'], 'NUL'],
])('refuses %j', (command, why) => {
  expect(() => runArguments(command, 'n')).toThrow(why);
});

it('names apps so that keys, and state directories, are told apart', () => {
  const name = (run_id: string, key: string, home = 'h') => appName({ run_id, attempt: 2 }, key, home);
  expect(name('llama', 'llama/2')).toMatch(/^sigwatch-llama-2-[0-9a-f]{8}$/);
  expect(name('llama', 'llama/2')).toBe(name('llama', 'llama/2'));
  expect(name('llama', 'llama/2', 'other')).not.toBe(name('llama', 'llama/2'));
  expect(name('a b/ü', 'k')).toMatch(/^sigwatch-a-b-2-[0-9a-f]{8}$/);
  const long = name('x'.repeat(200), 'k');
  expect(long).toHaveLength(64);
  expect(long).toMatch(/-2-[0-9a-f]{8}$/);
});
