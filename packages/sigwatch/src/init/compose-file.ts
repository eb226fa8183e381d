import { flowList, yamlWord } from '@sigwatch/core';
import type { Guess, Sure } from './guess.js';

/** A sigwatch.yaml of what was found, with comments that say what is sure. */
export function composeFile(guess: Guess, monitor: Sure<string>): string {
  const { name, command, logs, checkpoint_dir, batch, framework } = guess;
  const said = ({ how, why }: Sure<unknown>) => `${how}: ${comment(why)}`;
  const starts =
    batch === undefined
      ? 'What `sigwatch run` starts.'
      : 'What `sigwatch submit slurm` submits: all that stands behind sbatch.';
  const commands =
    command === undefined
      ? [
          '  # What `sigwatch run` starts: the program and its arguments, one entry each.',
          '  # command: [python, train.py]',
        ]
      : [`  # ${starts} ${said(command)}`, `  command: ${list(command.value)}`];
  const restarts = [
    '  # Restarts what a restart can fix (NCCL, hangs, hardware, preemption), never out of memory or an exception. It is',
    '  # written for Megatron-LM and fits any distributed run. `sigwatch rules lint` checks a policy of your own.',
  ];
  const job = [
    ...commands,
    ...(logs === undefined
      ? ['  # Logs that the command writes itself: files, globs or folders.', '  # logs: ["logs/*.out"]']
      : [
          `  # Followed by \`sigwatch watch\`, and beside the output of the command. ${said(logs)}`,
          `  logs: ${list(logs.value)}`,
        ]),
    ...(checkpoint_dir === undefined
      ? ['  # Where checkpoints are: a restart resumes from the newest whole one.', '  # checkpoint_dir: checkpoints']
      : [
          `  # A restart resumes from the newest whole checkpoint here. ${said(checkpoint_dir)}`,
          `  checkpoint_dir: ${word(checkpoint_dir.value)}`,
        ]),
    '  # env: { NCCL_DEBUG: WARN }',
  ];
  const nothing = command === undefined && logs === undefined && checkpoint_dir === undefined;
  return `${[
    '# A run and how it is watched, written by `sigwatch init`. Relative paths are meant from this file.',
    '# `sigwatch doctor --config` tells what holds, `sigwatch schema sigwatch` every key.',
    ...(framework === undefined
      ? []
      : [`# Framework: ${framework.name} (\`${comment(framework.mark)}\` in ${comment(framework.file)})`]),
    '',
    `# ${said(name)}`,
    `name: ${word(name.value)}`,
    '',
    'defaults:',
    `  # Rules that give log lines a meaning. ${said(monitor)}`,
    `  - /monitoring: ${word(monitor.value)}`,
    ...restarts,
    // Who only follows logs restarts nothing.
    command === undefined ? '  # - /restart: megatron_transient' : '  - /restart: megatron_transient',
    '  - _self_',
    '',
    ...(batch === undefined
      ? []
      : ['# The cluster that is asked by sbatch, squeue and sacct.', 'adapter:', '  class_name: SlurmAdapter', '']),
    nothing ? '# job:' : 'job:',
    ...job,
    '',
    '# Where records of runs are kept; otherwise ~/.local/state/sigwatch.',
    '# state_dir: .sigwatch',
  ].join('\n')}\n`;
}

/** `${…}` in a name is meant as it is. */
const literal = (text: string) => text.replaceAll('${', '\\${');
const word = (text: string) => yamlWord(literal(text));
const list = (words: readonly string[]) => flowList(words.map(literal));

/** A file's name may hold a line end; a comment may not. */
const comment = (text: string) => text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, '?');
