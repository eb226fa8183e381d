import path from 'node:path';
import { fileNameOf } from '../../action/action-log.js';
import { event } from '../../report/events.js';
import type { Journal } from '../journal.js';
import type { RunContext } from '../options.js';
import { diskControlFiles } from './files.js';

/** The folder of the attempt at hand; undefined where its job and this machine have no files in common. */
export function controlFolder(run: RunContext, journal: Journal): string | undefined {
  const own =
    run.adapter?.sharesFiles === true && journal.directory !== '' ? `${journal.directory}/control` : undefined;
  const base = run.control_dir ?? own;
  const name = fileNameOf(`${run.run_id}.${journal.snapshot.attempt}`);
  return base === undefined ? undefined : path.resolve(base, name);
}

/**
 * Makes the folder that the attempt's job is told of, before it is submitted. Where that fails the job is started all the
 * same, and a person is told that its program can't be asked for anything.
 */
export async function prepareControl(run: RunContext, journal: Journal): Promise<void> {
  const { attempt, control } = journal.snapshot;
  if (control?.attempt === attempt) return;
  const folder = controlFolder(run, journal);
  if (folder === undefined) return;
  try {
    await (run.control_files ?? diskControlFiles).prepare(folder);
    journal.commit({ control: { attempt, folder, asked: [] } });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const text = `The control folder ${folder} can't be made (${why}): the program of this attempt can't be asked for anything.`;
    const context = { run_id: run.run_id, attempt };
    journal.commit({}, { events: [event(context, run.deps.now(), 'notice', { severity: 'warning', text })] });
  }
}
