import { homedir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@sigwatch/store';
import { markdownOf, textOf } from '../report/render.js';
import { reportOf } from '../report/report.js';
import { sectionsOf } from '../report/sections.js';
import { jsonText } from '../view/json-text.js';
import { printable } from '../view/sanitize.js';
import { stateDirectoryOf } from './directories.js';
import { namedRun, runOfJob } from './named-run.js';
import { UsageError } from './problem.js';
import { reportVolume, volumeFor } from './report-volume.js';
import { resolveFor } from './settings-of.js';

type Options = Readonly<Record<string, unknown>>;

const NO_VOLUME = (word: string): string =>
  `no run here has the job ${word}, and nothing says where its container keeps records: sigwatch report ${word} --volume NAME:/PATH, or records: { directory, volume } in sigwatch.yaml`;

/** `sigwatch report RUN`, and `report modal:APP` of the records that its containers have committed to a Volume. */
export async function verb(args: readonly string[], options: Options): Promise<number> {
  const directory = stateDirectoryOf(options);
  using store = openStore({ directory, readonly: true });
  const word = args[0] as string;
  if (word.startsWith('modal:')) {
    const settings = await resolveFor(options, { rules: true, quiet: true });
    const where = volumeFor(word, options, settings, store);
    if (where !== undefined) return reportVolume(where, options, settings);
    if (runOfJob(store, word) === undefined) throw new UsageError(NO_VOLUME(word));
  }
  const run_id = namedRun(store, word);
  const report = { ...reportOf(store.events(run_id)), run_id };
  const sections = sectionsOf(report, {
    cwd: process.cwd(),
    home: homedir(),
    record: join(directory, 'runs', run_id),
  });
  const { format } = options;
  if (format === 'json') process.stdout.write(`${jsonText(report, 2)}\n`);
  else if (format === 'jsonl') process.stdout.write(`${jsonText(report)}\n`);
  else process.stdout.write(printable(format === 'markdown' ? markdownOf(sections) : textOf(sections)));
  return 0;
}
