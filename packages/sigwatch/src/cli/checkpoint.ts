import { duration, pause, type SigwatchEvent, type Store, systemDeps } from '@sigwatch/core';
import { openStore } from '@sigwatch/store';
import { jsonText } from '../view/json-text.js';
import { sanitize } from '../view/sanitize.js';
import { stateDirectoryOf } from './directories.js';
import { exitCodes } from './exit-code.js';
import { namedRun } from './named-run.js';
import { UsageError } from './problem.js';

type Options = Readonly<Record<string, unknown>>;

/** ms between two looks at what the supervisor has written. */
const LOOK = 200;

/**
 * `sigwatch checkpoint RUN [--wait 10m]`: the supervisor of a run asks its program for a checkpoint, and this waits for
 * what becomes of it. Exit code 0 only where one was saved and is whole.
 */
export async function verb(args: readonly string[], options: Options): Promise<number> {
  const { wait = '10m', format } = options as { wait?: string; format?: string };
  const limit = duration(wait);
  if (limit === undefined) throw new UsageError(`--wait ${wait} is no time; write 90s, 10m or 2h`);
  using store = openStore({ directory: stateDirectoryOf(options) });
  const run_id = namedRun(store, args[0] as string);
  const run = store.load(run_id);
  if (run?.summary.ended_at !== undefined)
    throw new UsageError(
      `run ${run_id} has ended (${run.summary.state}); there is nobody to be asked for a checkpoint`,
    );
  if (store.owner(run_id) === undefined)
    throw new UsageError(
      `nobody supervises ${run_id}, and only its supervisor can ask its program: begin with sigwatch ensure`,
    );
  const command = store.request(run_id, 'checkpoint');
  const answer = await answerTo(store, run_id, command, run?.events ?? 0, limit);
  const told = answer?.data ?? { ok: false, detail: waitedLong(run_id, wait) };
  process.stdout.write(format === 'jsonl' ? `${jsonText(told)}\n` : `${sanitize(String(told.detail))}\n`);
  return told.ok === true ? exitCodes.succeeded : exitCodes.failed;
}

const waitedLong = (run_id: string, wait: string): string =>
  `There was no answer within ${wait}; it stays asked, and sigwatch history ${run_id} will tell what becomes of it.`;

/** The event that answers a command; undefined where none comes in time. */
async function answerTo(
  store: Store,
  run_id: string,
  command: number,
  from: number,
  limit: number,
): Promise<SigwatchEvent | undefined> {
  const { signal: never } = new AbortController();
  const is = ({ event_type, data }: SigwatchEvent) =>
    event_type === 'action' && (data.fields as { command?: string } | undefined)?.command === String(command);
  for (const until = systemDeps.now() + limit; ; ) {
    for (const event of store.events(run_id, from)) if (is(event)) return event;
    if (systemDeps.now() >= until) return undefined;
    await pause(systemDeps, Math.min(until, systemDeps.now() + LOOK), never);
  }
}
