import type { EngineCommand } from '../contract.js';
import type { AskedSaves } from './control/saves.js';
import type { Journal } from './journal.js';
import type { RunContext } from './options.js';
import type { Reloader } from './reload/reloader.js';
import { canSubmit } from './spec.js';

/** What a person asks of a running attempt. What can't be done is answered here and goes no further. */
export function commandsFor(
  run: RunContext,
  journal: Journal,
  saves: AskedSaves,
  reloader: Reloader,
): readonly { readonly id: number; readonly command: EngineCommand }[] {
  const all = reloader.hear(journal.commands());
  const asked = all.flatMap(({ id, command }) => (command === 'checkpoint' ? [] : [{ id, command }]));
  if (asked.length < all.length) saves.take(all.flatMap(({ id, command }) => (command === 'checkpoint' ? [id] : [])));
  if (canSubmit(run)) return asked;
  const restarts = asked.filter(({ command }) => command === 'restart').map(({ id }) => id);
  if (restarts.length === 0) return asked;
  journal.notice(
    'A restart was asked for, but sigwatch does not know how this job is started: nothing was done.',
    restarts,
  );
  return asked.filter(({ command }) => command !== 'restart');
}
