import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from '@sigwatch/core';

/**
 * Commands reach a run as files `commands/N`, and not as rows, because on a network file system the owner keeps the
 * journal locked. Which of them were taken is in the journal, in the same transaction as what they caused. The files
 * stay: a number that were given twice would hide the second command.
 */
export function postCommand(directory: string, command: Command): number {
  mkdirSync(directory, { recursive: true });
  for (let id = (numbers(directory).at(-1) ?? 0) + 1; ; id++) {
    try {
      writeFileSync(join(directory, String(id)), `${command}\n`, { flag: 'wx' });
      return id;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Commands in the order in which they were posted. */
export function readCommands(
  directory: string,
  done: ReadonlySet<number>,
): { readonly id: number; readonly command: Command }[] {
  return numbers(directory)
    .filter((id) => !done.has(id))
    .flatMap((id) => {
      const text = readFileSync(join(directory, String(id)), 'utf8');
      // Without its line end it is still being written; it will be there the next time.
      return isCommandLine(text) ? [{ id, command: text.trimEnd() as Command }] : [];
    });
}

const COMMANDS: Readonly<Record<Command, true>> = {
  stop: true,
  pause: true,
  resume: true,
  restart: true,
  checkpoint: true,
  reload: true,
};

const isCommandLine = (text: string): boolean => text.endsWith('\n') && Object.hasOwn(COMMANDS, text.slice(0, -1));

function numbers(directory: string): number[] {
  try {
    return readdirSync(directory)
      .filter((name) => /^[1-9]\d{0,14}$/.test(name))
      .map(Number)
      .sort((a, b) => a - b);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
