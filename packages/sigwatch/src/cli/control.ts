import type { EngineCommand } from '@sigwatch/core';
import { openStore } from '@sigwatch/store';
import { stateDirectoryOf } from './directories.js';
import { exitCodes } from './exit-code.js';
import { namedRun } from './named-run.js';
import { UsageError } from './problem.js';
import { settingsOf } from './settings-of.js';

type Options = Readonly<Record<string, unknown>>;

const said: Readonly<Record<EngineCommand, string>> = {
  stop: 'is being stopped',
  pause: 'is paused: it is watched, and nothing is decided',
  resume: 'is decided on again',
  restart: 'is being restarted',
};

/** `sigwatch stop|pause|resume|restart RUN`: the supervisor of the run is asked through its journal. */
export function controlVerb(command: EngineCommand) {
  return async (args: readonly string[], options: Options): Promise<number> => {
    using store = openStore({ directory: stateDirectoryOf(options) });
    const run_id = namedRun(store, args[0] as string);
    const run = store.load(run_id);
    if (run?.summary.ended_at !== undefined)
      throw new UsageError(`run ${run_id} has ended (${run?.summary.state}); there is nothing to ${command}`);
    store.request(run_id, command);
    if (store.owner(run_id) !== undefined || command === 'pause' || command === 'resume') {
      process.stdout.write(`Run ${run_id} ${said[command]}.\n`);
      return 0;
    }
    // Nobody supervises it: this process does until what was asked is done.
    process.stdout.write(`Nobody supervises ${run_id}; doing it from here.\n`);
    const { verb } = await import('./run.js');
    const settings = { ...settingsOf(options), run_id: { value: run_id, from: 'flag', by: command } };
    const code = await verb([], { ...options, settings });
    return command === 'stop' && code === exitCodes.cancelled ? exitCodes.succeeded : code;
  };
}
