import { Command } from 'commander';
import { expect, it } from 'vitest';
import { takeAssignments } from './assignments.js';
import { monitor, restart } from './options.js';

function program(): Command {
  const all = new Command('sigwatch');
  all.command('run').argument('[command...]').option('--name <name>').addOption(monitor).addOption(restart);
  all.command('watch').argument('[log...]').option('--once').addOption(monitor);
  all.command('status').argument('[run]');
  const rules = all.command('rules');
  rules.command('explain').argument('<line>').addOption(monitor);
  rules.command('list').addOption(monitor);
  return all;
}

it.each([
  ['run monitoring=a restart=b -- python', 'run --argument-monitor=a --argument-restart=b -- python'],
  ['run monitor=a /monitoring=b -- x', 'run --argument-monitor=a --argument-monitor=b -- x'],
  ['run --name n restart=b -- x', 'run --name n --argument-restart=b -- x'],
  ['run --name restart=b -- x', 'run --name restart=b -- x'],
  ['run -- python restart=b lr=1', 'run -- python restart=b lr=1'],
  ['run python restart=b', 'run python restart=b'],
  ['watch a.log monitoring=b --once', 'watch a.log --argument-monitor=b --once'],
  ['watch a=*.log', 'watch a=*.log'],
  ['watch ./a=1.log', 'watch ./a=1.log'],
  ['rules list monitoring=b', 'rules list --argument-monitor=b'],
  ['rules explain loss=nan', 'rules explain loss=nan'],
  ['rules explain monitoring=x', 'rules explain monitoring=x'],
  ['rules explain loss=nan monitoring=b', 'rules explain loss=nan --argument-monitor=b'],
  ['status restart=b', 'status restart=b'],
  ['--help', '--help'],
])('%s', async (given, wanted) => {
  expect((await takeAssignments(program(), given.split(' '))).join(' ')).toBe(wanted);
});

it.each([
  [
    'watch montoring=x',
    'montoring=x is no setting and no file: did you mean monitoring=x? For a log of this name write ./montoring=x.',
  ],
  ['run restrat=x -- true', 'did you mean restart=x? What belongs to the command comes after --.'],
  ['run lr=0.1 -- true', 'monitoring=NAME and restart=NAME can be given so; everything else is a flag'],
])('%s is refused with a way out', async (given, words) => {
  await expect(takeAssignments(program(), given.split(' '))).rejects.toThrow(words);
});
