import type { LeaseOwner, Store } from '../contract.js';

/**
 * A journal for a run that nobody will take up again, and whose events nobody will read again: it keeps nothing, so that a
 * watch of months takes no more memory than one of a minute. `directory`: where actions of the run write.
 */
export function passingStore(directory: string): Store {
  const owners = new Map<string, LeaseOwner>();
  return {
    acquire(run_id, owner) {
      owners.set(run_id, owner);
      return { run_id, epoch: 1, directory };
    },
    load: () => undefined,
    commit: () => {},
    release: (lease) => void owners.delete(lease.run_id),
    list: () => [],
    events: () => [],
    record: () => [],
    // Nobody else knows of it.
    request: () => 0,
    commands: () => [],
    owner: (run_id) => owners.get(run_id),
    [Symbol.dispose]() {},
  };
}
