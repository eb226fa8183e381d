import { expect, it } from 'vitest';
import { describeProgram } from '../program.js';
import { complete, type Names } from './candidates.js';

const program = describeProgram(() => {});
const known: Record<Names, string[]> = {
  monitors: ['default', 'stability'],
  policies: ['never', 'stability_recover'],
  runs: ['train-1', 'train-2'],
  schemas: ['monitor', 'event'],
};
const asked: Names[] = [];
const at = (line: string) => {
  asked.length = 0;
  const { candidates, paths } = complete(program, line.split(' '), (names) => {
    asked.push(names);
    return known[names].map((value) => ({ value }));
  });
  return [candidates.map(({ value }) => value), paths] as const;
};

it.each([
  ['sto', ['stop'], 'none'],
  ['rules te', ['test'], 'none'],
  ['stop ', ['train-1', 'train-2'], 'none'],
  ['stop train-2', ['train-2'], 'none'],
  ['health tr', ['train-1', 'train-2'], 'files'],
  ['run --monitor s', ['stability'], 'files'],
  ['run --restart ', ['never', 'stability_recover'], 'files'],
  ['run --restart=st', ['--restart=stability_recover'], 'files'],
  ['run --checkpoint-dir ', [], 'folders'],
  ['scan --format ', ['pretty', 'jsonl'], 'none'],
  ['scan --format=j', ['--format=jsonl'], 'none'],
  ['scan ', [], 'files'],
  ['schema mo', ['monitor'], 'none'],
  ['completion ', ['bash', 'zsh', 'fish'], 'none'],
  ['run -- pyt', [], 'files'],
  ['run python --monitor ', [], 'files'],
  ['run --name x --monitor st', ['stability'], 'files'],
  ['nothing --of ', [], 'none'],
])('%s', (line, candidates, paths) => {
  expect(at(line)).toEqual([candidates, paths]);
});

it('offers the options of the verb, once, and says what they are', () => {
  const [options] = at('replay --re');
  expect(options).toEqual(['--restart', '--record', '--records']);
  expect(at('replay --restart never --res')[0]).toEqual([]);
  // It may be named again.
  expect(at('replay --monitor default --mon')[0]).toEqual(['--monitor']);
  const { candidates } = complete(program, ['replay', '--restart'], () => []);
  expect(candidates[0]?.about).toMatch(/\w/);
});

it('offers each verb and each option that help shows, and nothing that it hides', () => {
  const [verbs] = at('');
  expect(verbs).toEqual(
    program
      .createHelp()
      .visibleCommands(program)
      .map((one) => one.name())
      .filter((name) => name !== 'help'),
  );
  for (const command of program.commands.filter((one) => !one.name().startsWith('_')))
    for (const { long } of command.options)
      expect(at(`${command.name()} ${long}`)[0], `${command.name()} ${long}`).toContain(long);
});

it('looks at this machine only for what is asked', () => {
  at('run --na');
  expect(asked).toEqual([]);
  at('stop ');
  expect(asked).toEqual(['runs']);
});
