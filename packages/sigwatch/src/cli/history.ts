import { openStore } from '@sigwatch/store';
import { historyRows } from '../view/history.js';
import { jsonText } from '../view/json-text.js';
import { stateDirectoryOf } from './directories.js';
import { lookOf } from './look.js';
import { namedRun } from './named-run.js';

type Options = Readonly<Record<string, unknown>>;

/** `sigwatch history RUN` */
export async function verb(args: readonly string[], options: Options): Promise<number> {
  using store = openStore({ directory: stateDirectoryOf(options), readonly: true });
  const run_id = namedRun(store, args[0] as string);
  if (options.format === 'jsonl') {
    for (const event of store.events(run_id)) process.stdout.write(`${jsonText(event)}\n`);
    return 0;
  }
  const look = lookOf(options);
  process.stdout.write(`${historyRows(store.events(run_id), look, { plain: look.plain }).join('\n')}\n`);
  return 0;
}
