import { pause, type SigwatchEvent, type Store, systemDeps } from '@sigwatch/core';
import { openStore } from '@sigwatch/store';
import { dataOf } from '../view/event-data.js';
import { jsonText } from '../view/json-text.js';
import { noticeLines, reloadedLine } from '../view/run-lines.js';
import { stateDirectoryOf } from './directories.js';
import { exitCodes } from './exit-code.js';
import { namedRun } from './named-run.js';
import { UsageError } from './problem.js';
import { say } from './say.js';

type Options = Readonly<Record<string, unknown>>;

/** ms between two looks at what the supervisor has written, and how long it may take: it looks for questions each half second, or as its platform lets it. */
const LOOK = 200;
const LIMIT = 60_000;

/**
 * `sigwatch reload RUN`: the supervisor of a run loads its rules and its policy anew, and this tells what came of it. Exit code 0
 * where what the files say is in force, 2 where it can't be used and the old rules stay, 7 where nobody has answered yet.
 */
export async function verb(args: readonly string[], options: Options): Promise<number> {
  using store = openStore({ directory: stateDirectoryOf(options) });
  const run_id = namedRun(store, args[0] as string);
  const run = store.load(run_id);
  if (run?.summary.ended_at !== undefined)
    throw new UsageError(`run ${run_id} has ended (${run.summary.state}); there is nothing to reload`);
  if (store.owner(run_id) === undefined) {
    process.stdout.write(`Nobody supervises ${run_id}: whoever takes it up loads its rules as they are then.\n`);
    return exitCodes.succeeded;
  }
  store.request(run_id, 'reload');
  const answer = await answerIn(store, run_id, run?.events ?? 0);
  if (answer !== undefined) {
    process.stdout.write(`${options.format === 'jsonl' ? jsonText(answer) : wordsOf(answer)}\n`);
    return isRefusal(answer) ? exitCodes.usage : exitCodes.succeeded;
  }
  say(
    `there was no answer within a minute; it stays asked, and sigwatch history ${run_id} will tell what becomes of it`,
  );
  return exitCodes.unknown;
}

/** What is told of a reload from then on; undefined where nothing comes in time. */
async function answerIn(store: Store, run_id: string, from: number): Promise<SigwatchEvent | undefined> {
  const { signal: never } = new AbortController();
  for (const until = systemDeps.now() + LIMIT; ; ) {
    for (const event of store.events(run_id, from)) if (isAnswer(event)) return event;
    if (systemDeps.now() >= until) return undefined;
    await pause(systemDeps, Math.min(until, systemDeps.now() + LOOK), never);
  }
}

const isAnswer = (event: SigwatchEvent): boolean =>
  event.event_type === 'rules_reloaded' ||
  (event.event_type === 'notice' && /^The rules were /.test(String(event.data.text)));

const isRefusal = ({ event_type, data }: SigwatchEvent): boolean =>
  event_type === 'notice' && String(data.text).startsWith('The rules were not reloaded');

function wordsOf(event: SigwatchEvent): string {
  const data = dataOf(event);
  const line = event.event_type === 'notice' ? noticeLines(data, 0, '')[0] : reloadedLine(data, 0);
  return line?.text ?? '';
}
