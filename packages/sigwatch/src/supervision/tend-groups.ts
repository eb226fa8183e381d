import { type Deps, type Store, systemDeps } from '@sigwatch/core';
import { currentOwner, LeaseHeldError, openStore, unfinishedRuns } from '@sigwatch/store';
import { environmentOf } from '../job-settings.js';
import { forgetEnvironment, keptEnvironment } from '../kept-environment.js';
import { componentsFor } from '../settings/components-for.js';
import { resolveSettings } from '../settings/settings.js';
import type { Shared } from '../shared.js';
import { bringUpGroup, groupsDirectory, storedGroup } from './array-group.js';

export interface GroupKeeper extends Disposable {
  /** Goes on with every array whose submission was broken off; tells whether any is under way. */
  look(): boolean;
}

/** Sees to arrays whose submitter has gone before each task had its run. */
export function tendGroups(
  runs: Store,
  shared: Shared,
  tell: (run_id: string, text: string) => void,
  abort: AbortSignal,
  deps: Deps = systemDeps,
): GroupKeeper {
  const { stateDirectory } = shared;
  const directory = groupsDirectory(stateDirectory);
  const groups = openStore({ directory });
  const led = new Map<string, Promise<void>>();
  const failed = new Set<string>();

  async function lead(run_id: string): Promise<void> {
    try {
      const group = storedGroup(groups, run_id);
      if (group === undefined) return;
      const nobody = resolveSettings({ flags: {}, env: {}, cwd: group.job.cwd });
      const { registry } = shared.rules({ ...group.job, ...(await componentsFor(group.job, nobody)) });
      const submitter = keptEnvironment(stateDirectory, run_id) ?? process.env;
      await bringUpGroup(group, {
        ...{ groups, runs, stateDirectory, owner: currentOwner(), deps, abort },
        platform: shared.platform(group.job.adapter, { registry, env: submitter, tell: (text) => tell(run_id, text) }),
        env: environmentOf(group.job, submitter),
        tell: (text) => tell(run_id, text),
      });
      forgetEnvironment(stateDirectory, run_id);
    } catch (error) {
      if (abort.aborted || error instanceof LeaseHeldError) return;
      tell(run_id, error instanceof Error ? error.message : String(error));
      failed.add(run_id);
    } finally {
      led.delete(run_id);
    }
  }

  return {
    look() {
      for (const run_id of unfinishedRuns(directory, (id) => led.has(id) || failed.has(id)))
        if (groups.owner(run_id) === undefined && storedGroup(groups, run_id) !== undefined)
          led.set(run_id, lead(run_id));
      return led.size > 0;
    },
    [Symbol.dispose]: () => groups[Symbol.dispose](),
  };
}
