import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { event, fakeProcesses, owner, temporaryDirectory } from '../test/fixtures.js';
import { currentOwner, LeaseHeldError, LeaseLostError, openStore, systemProcessTable } from './index.js';

const on = (host: string, pid: number) => ({ host, pid, started_at: 'some time' });

describe('a lease', () => {
  it('is refused while its owner lives, and taken over once the owner is dead; the old epoch writes no more', () => {
    const directory = temporaryDirectory();
    const processes = fakeProcesses('a', new Map([[1, 'start-1']]).set(2, 'start-2'));
    using first = openStore({ directory, processes, probe: () => 'wal' });
    using second = openStore({ directory, processes, probe: () => 'wal' });
    const old = first.acquire('r', on('a', 1));
    first.commit({ snapshot: 1, events: [event(1)] }, old);
    expect(() => second.acquire('r', on('a', 2))).toThrow(LeaseHeldError);
    expect(() => first.acquire('r', on('a', 1))).toThrow(LeaseHeldError);

    processes.alive.delete(1);
    const fresh = second.acquire('r', on('a', 2));
    expect(fresh.epoch).toBe(old.epoch + 1);
    expect(() => first.commit({ snapshot: 2, events: [event(2)] }, old)).toThrow(LeaseLostError);
    second.commit({ snapshot: 3, events: [event(3)] }, fresh);
    expect(() => second.commit({ snapshot: 4 }, old)).toThrow(LeaseLostError);
    expect(second.load('r')).toMatchObject({ snapshot: 3, events: 2 });

    // The loser's end must not end the winner's lease.
    first.release(old);
    expect(second.owner('r')).toEqual(on('a', 2));
    second.release(fresh);
    expect(second.owner('r')).toBeUndefined();
    expect(() => second.commit({}, fresh)).toThrow(LeaseLostError);
  });

  it('does not outlive a pid that was given to another process', () => {
    const directory = temporaryDirectory();
    const processes = fakeProcesses('a', new Map([[1, 'start-1']]));
    using store = openStore({ directory, processes, probe: () => 'wal' });
    store.acquire('r', on('a', 1));
    processes.alive.set(1, 'later');
    expect(store.owner('r')).toBeUndefined();
    expect(store.acquire('r', on('a', 1)).epoch).toBe(2);
  });

  it('of an owner that cannot be looked at lasts 60 s after the last commit or look for commands', () => {
    const directory = temporaryDirectory();
    let now = 1_000_000;
    const processes = (host: string, place: string) => fakeProcesses(host, new Map([[1, 's']]), place);
    const options = { directory, now: () => now, probe: () => 'wal' as const };
    using far = openStore({ ...options, processes: processes('far', 'boot-1') });
    using near = openStore({ ...options, processes: processes('near', 'boot-2') });
    using rebooted = openStore({ ...options, processes: processes('far', 'boot-3') });
    const lease = far.acquire('r', on('far', 1));
    now += 50_000;
    far.commit({}, lease);
    now += 50_000;
    far.commands('r');
    now += 60_000;
    expect(() => near.acquire('r', on('near', 1))).toThrow(/process 1 on far since 1970/);
    expect(() => rebooted.acquire('r', on('far', 1))).toThrow(LeaseHeldError);
    now += 1;
    expect(near.owner('r')).toBeUndefined();
    near.acquire('r', on('near', 1));
    expect(() => far.commit({}, lease)).toThrow(LeaseLostError);
  });

  it('in truncate mode is named in a file while the journal is locked', () => {
    const directory = temporaryDirectory();
    const path = join(directory, 'runs', 'r', 'lease.json');
    const options = { directory, probe: () => 'truncate' as const };
    using store = openStore(options);
    const lease = store.acquire('r', owner);
    expect(existsSync(path)).toBe(true);
    // Even a store that takes the owner for dead is stopped by the lock.
    using other = openStore({ ...options, processes: fakeProcesses(owner.host, new Map()) });
    expect(() => other.acquire('r', owner)).toThrow(new RegExp(`process ${owner.pid} on `));
    store.release(lease);
    expect(existsSync(path)).toBe(false);
    expect(other.acquire('r', owner).epoch).toBe(2);
  });

  it('is given back when it could be taken but the run not be opened', async () => {
    const directory = temporaryDirectory();
    const { mkdirSync, rmSync } = await import('node:fs');
    const obstacle = join(directory, 'runs', 'r', 'events.jsonl');
    mkdirSync(obstacle, { recursive: true });
    using store = openStore({ directory });
    expect(() => store.acquire('r', owner)).toThrow(/cannot be used: EISDIR/);
    rmSync(obstacle, { recursive: true });
    expect(store.acquire('r', owner).epoch).toBe(2);
  });
});

describe('the system process table', () => {
  it('knows this process, and one that has ended', () => {
    const table = systemProcessTable();
    expect(table.start(process.pid)).toBe(table.start(currentOwner().pid));
    expect(table.start(process.pid)).toMatch(/\d/);
    expect(table.place()).toBe(systemProcessTable().place());
    expect(table.start(spawnSync('true').pid)).toBeUndefined();
  });
});
