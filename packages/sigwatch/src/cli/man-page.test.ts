import { Command } from 'commander';
import { expect, it } from 'vitest';
import { manPage } from './man-page.js';
import { describeProgram } from './program.js';

const page = manPage(
  describeProgram(() => {}),
  '1.2.3',
);

it('has every verb and option, and the exit codes', () => {
  const program = describeProgram(() => {});
  const all = (command: Command): readonly Command[] =>
    command.commands.length === 0 ? [command] : command.commands.flatMap(all);
  for (const command of all(program).filter((one) => !one.name().startsWith('_'))) {
    expect(page).toContain(`${command.name().replaceAll('-', '\\-')}"`);
    for (const { long } of command.options.filter(({ hidden }) => !hidden))
      expect(page, command.name()).toContain((long ?? '').replaceAll('-', '\\-'));
  }
  expect(page).toMatch(/^\.TH SIGWATCH 1 "" "sigwatch 1\.2\.3"/);
  expect(page).toMatch(/\.SH EXIT STATUS\n\.nf\n +0 succeeded/);
  expect(page).not.toContain('__complete');
});

it('has no text that troff would take for a request or an escape', () => {
  const program = new Command('sigwatch').description('Follows.');
  program.command('odd').description("'quoted\\n .dots").option('--a-b <x>', '.TH "evil" …');
  const odd = manPage(program, '1');
  expect(odd).toContain("\\&'quoted\\en .dots.");
  expect(odd).toContain('\\&.TH \\(dqevil\\(dq \\[u2026]');
  for (const line of page.split('\n')) expect(line).not.toMatch(/^\.(?!(?:TH|SH|SS|B|I|PP|TP|nf|fi)\b)/);
});
