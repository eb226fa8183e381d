import { type SigwatchEvent, type Store, systemDeps } from '@sigwatch/core';
import type { Audience } from '../supervision/keep-all.js';
import { createJsonl } from '../view/jsonl.js';
import { prefixed } from '../view/prefixed.js';
import { createTerminal, type View } from '../view/terminal.js';
import { stateDirectoryOf } from './directories.js';
import type { Log } from './log.js';
import { mannerOf } from './look.js';
import { shownOf } from './shown-of.js';

type Options = Readonly<Record<string, unknown>>;

/** Shows several runs at once, in the form that was asked for. */
export function showAll(options: Options, log: Log, store: Store): Audience & { close(): void } {
  return options.format === 'jsonl' ? asJson(log) : asText(options, log, store);
}

function asJson(log: Log): Audience & { close(): void } {
  const view = createJsonl(process.stdout);
  return {
    event(event) {
      view.event(event);
      log.event(event);
    },
    tell: (run_id, text) => view.say(`${run_id}: ${text}`),
    close: () => view.close(),
  };
}

/** The runs' lines among each other, each with the name of its run before it. */
function asText(options: Options, log: Log, store: Store): Audience & { close(): void } {
  const directory = stateDirectoryOf(options);
  const views = new Map<string, View>();
  const viewOf = (run_id: string): View => {
    const known = views.get(run_id);
    if (known !== undefined) return known;
    const made = createTerminal(prefixed(process.stdout, run_id), systemDeps, {
      ...shownOf(store, directory, run_id),
      manner: mannerOf(options),
    });
    views.set(run_id, made);
    return made;
  };
  const close = (run_id: string) => {
    views.get(run_id)?.close();
    views.delete(run_id);
  };
  return {
    event(event: SigwatchEvent) {
      viewOf(event.run_id).event(event);
      log.event(event);
      if (event.event_type === 'run_ended') close(event.run_id);
    },
    tell: (run_id, text) => viewOf(run_id).say(text),
    close() {
      for (const run_id of [...views.keys()]) close(run_id);
    },
  };
}
