import { join } from 'node:path';
import { type RunOptions, type RunState, systemDeps, watch } from '@sigwatch/core';
import { currentOwner, openStore } from '@sigwatch/store';
import { createJsonl } from '../view/jsonl.js';
import { createTerminal } from '../view/terminal.js';
import { stateDirectoryOf } from './directories.js';
import { exitCodeOfResult } from './exit-code.js';
import { createLog } from './log.js';

type Options = Readonly<Record<string, unknown>>;
type Given = Omit<RunOptions, 'store' | 'owner' | 'deps' | 'abort'>;

/** How long a stopped run may take to end before a second signal is needed, is up to the person: the first asks, the second leaves. */
const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * Supervises a run in the foreground and shows it. The first SIGINT or SIGTERM stops the run (`stops`) or just ends
 * the watching; the second one, and a closed terminal, leave the job as it is.
 */
export async function superviseInForeground(given: Given, options: Options, how: { stops: boolean }): Promise<number> {
  const directory = stateDirectoryOf(options);
  const log = await createLog(options);
  using store = openStore({ directory, warn: (text) => log.warn(text) });
  const abort = new AbortController();
  const view =
    options.format === 'jsonl'
      ? createJsonl(process.stdout)
      : createTerminal(process.stdout, systemDeps, { record: join(directory, 'runs', given.run_id) });
  const watched = watch({ ...given, store, owner: currentOwner(), deps: systemDeps, abort: abort.signal });
  let state: RunState = 'pending';
  watched.state$.subscribe((next) => {
    state = next;
  });
  watched.events$.subscribe((event) => {
    view.event(event);
    log.event(event);
  });

  let interrupted: number | undefined;
  const interrupt = (signal: NodeJS.Signals) => {
    const again = interrupted !== undefined;
    interrupted = signals[signal as keyof typeof signals];
    if (!how.stops || again || signal === 'SIGHUP') return abort.abort();
    view.say('stopping the job; once more leaves it running without supervision.');
    store.request(given.run_id, 'stop');
  };
  for (const signal of Object.keys(signals) as NodeJS.Signals[]) process.on(signal, interrupt);
  try {
    const result = await watched.done;
    if (result.end === undefined && how.stops) view.say(leftAlone(given.run_id));
    return interrupted ?? exitCodeOfResult(result, state);
  } finally {
    for (const signal of Object.keys(signals) as NodeJS.Signals[]) process.off(signal, interrupt);
    view.close();
    log.close();
  }
}

function leftAlone(run_id: string): string {
  return `the job goes on without supervision. sigwatch run --run-id ${run_id} takes it up again, sigwatch stop ${run_id} ends it.`;
}
