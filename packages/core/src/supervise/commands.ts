import type { Command } from '../contract.js';
import type { Journal } from './journal.js';
import type { RunContext } from './options.js';
import { canSubmit } from './spec.js';

/** What a person asks of a running attempt. What can't be done is answered here and goes no further. */
export function commandsFor(
  run: RunContext,
  journal: Journal,
): readonly { readonly id: number; readonly command: Command }[] {
  const asked = journal.commands();
  if (canSubmit(run)) return asked;
  const restarts = asked.filter(({ command }) => command === 'restart').map(({ id }) => id);
  if (restarts.length === 0) return asked;
  journal.notice(
    'A restart was asked for, but sigwatch does not know how this job is started: nothing was done.',
    restarts,
  );
  return asked.filter(({ command }) => command !== 'restart');
}
