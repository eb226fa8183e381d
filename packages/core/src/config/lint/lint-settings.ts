import type { Composed } from '../compose.js';
import { type Finding, type Fix, finding, wordFix } from '../finding.js';
import { literals } from '../interpolation/interpolation-syntax.js';
import { JOB_STATE_WORDS } from '../job-states.js';
import { nearest } from '../nearest.js';
import { TERMINATION_STRING } from '../termination-rule.js';
import { shellPart, wordsOf } from '../text/command-text.js';
import { checkLogPath } from '../text/log-path.js';
import { checkTemplate } from '../text/template.js';
import { COMMAND_NAMES } from '../text/text-tables.js';
import type { Path } from '../yaml/yaml-file.js';
import type { FindingCode } from './finding-codes.js';

type Add = (code: FindingCode, message: string, remedy: string, below?: Path, fix?: Fix) => void;

/** What a schema cannot say about the settings of a monitor. */
export function lintSettings(composed: Composed): readonly Finding[] {
  const { settings, rules } = composed;
  const findings: Finding[] = [];
  const adder =
    (key: keyof Composed['settings']): Add =>
    (code, message, remedy, below = [], fix) =>
      findings.push(finding(code, composed.placeOf(key, below), message, remedy, fix));

  for (const key of ['termination_command', 'start_condition_cmd'] as const)
    if (settings[key] != null) lintCommand(key, settings[key], adder(key));
  if (settings.log_path_template != null) lintPath(settings.log_path_template, [], adder('log_path_template'));
  for (const [i, path] of (settings.output_paths ?? []).entries()) lintPath(path, [i], adder('output_paths'));
  for (const [i, word] of (settings.state_whitelist ?? []).entries()) lintState(word, i, adder('state_whitelist'));
  if (settings.termination_string != null && rules.some(({ entry }) => entry.name === TERMINATION_STRING))
    adder(TERMINATION_STRING)(
      'duplicate_rule',
      'a rule is called `termination_string` as well',
      'Rename the rule, or remove one of the two.',
    );
  return findings;
}

function lintCommand(key: keyof typeof COMMAND_NAMES, command: string | readonly string[], add: Add): void {
  const shell = typeof command === 'string' ? shellPart(command) : undefined;
  if (shell !== undefined)
    return add(
      'shell_text',
      `\`${key}\` is run without a shell, and ${shell} means nothing to the command`,
      `Write \`["sh", "-c", "…"]\`, or a list of words.`,
    );
  const words = typeof command === 'string' ? wordsOf(command) : command;
  for (const [i, word] of words.entries()) {
    const below = typeof command === 'string' ? [] : [i];
    for (const text of literals(word))
      for (const { message } of checkTemplate(text, COMMAND_NAMES[key]))
        add('bad_template', `\`${key}\`: ${plain(message)}`, REMEDY, below);
  }
}

function lintPath(path: string, below: Path, add: Add): void {
  for (const text of literals(path))
    for (const { column, message } of checkLogPath(text)) {
      const where = text === path ? ` (character ${column})` : '';
      add('bad_log_path', `${plain(message)}${where}`, REMEDY, below);
    }
}

function lintState(word: string, i: number, add: Add): void {
  if (JOB_STATE_WORDS.includes(word.toLowerCase())) return;
  const near = nearest(word, JOB_STATE_WORDS);
  const shown = near !== undefined && word === word.toUpperCase() ? near.toUpperCase() : near;
  const remedy = shown ? `Did you mean \`${shown}\`?` : 'It counts where the platform uses the word itself.';
  add('unknown_state', `no job state is called \`${word}\``, remedy, [i], shown ? wordFix(word, [shown]) : undefined);
}

const REMEDY = 'Correct it; `{{` and `}}` are braces.';

const plain = (message: string) => message.replace(/\.$/, '');
