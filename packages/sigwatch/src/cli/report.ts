import { homedir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@sigwatch/store';
import { markdownOf, textOf } from '../report/render.js';
import { reportOf } from '../report/report.js';
import { sectionsOf } from '../report/sections.js';
import { stateDirectoryOf } from './directories.js';
import { namedRun } from './named-run.js';

type Options = Readonly<Record<string, unknown>>;

/** `sigwatch report RUN` */
export async function verb(args: readonly string[], options: Options): Promise<number> {
  const directory = stateDirectoryOf(options);
  using store = openStore({ directory, readonly: true });
  const run_id = namedRun(store, args[0] as string);
  const report = { ...reportOf(store.events(run_id)), run_id };
  const sections = sectionsOf(report, {
    cwd: process.cwd(),
    home: homedir(),
    record: join(directory, 'runs', run_id),
  });
  const { format } = options;
  if (format === 'json') process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else if (format === 'jsonl') process.stdout.write(`${JSON.stringify(report)}\n`);
  else process.stdout.write(format === 'markdown' ? markdownOf(sections) : textOf(sections));
  return 0;
}
