import type {
  Command,
  Json,
  Lease,
  LeaseOwner,
  OutboxEntry,
  RunSummary,
  SigwatchEvent,
  Store,
  StoredRun,
} from '../contract.js';

interface Row {
  epoch: number;
  owner: LeaseOwner | undefined;
  summary: RunSummary | undefined;
  snapshot: Json | undefined;
  engine: StoredRun['engine'];
  sources: Map<string, Json>;
  events: SigwatchEvent[];
  record: Json[];
  outbox: Map<string, OutboxEntry>;
  commands: { id: number; command: Command }[];
}

/** A journal that lives and dies with the process: for a watch that keeps nothing, and for tests. */
export function memoryStore(directory = ''): Store {
  const rows = new Map<string, Row>();
  let ids = 0;
  const rowOf = (run_id: string): Row => {
    const row = rows.get(run_id) ?? {
      epoch: 0,
      owner: undefined,
      summary: undefined,
      snapshot: undefined,
      engine: undefined,
      sources: new Map(),
      events: [],
      record: [],
      outbox: new Map(),
      commands: [],
    };
    rows.set(run_id, row);
    return row;
  };
  return {
    acquire(run_id, owner): Lease {
      const row = rowOf(run_id);
      row.epoch += 1;
      row.owner = owner;
      return { run_id, epoch: row.epoch, directory };
    },
    load(run_id): StoredRun | undefined {
      const row = rows.get(run_id);
      if (row?.summary === undefined) return undefined;
      return {
        summary: row.summary,
        snapshot: structuredClone(row.snapshot),
        ...(row.engine === undefined ? {} : { engine: structuredClone(row.engine) }),
        sources: structuredClone([...row.sources]),
        outbox: [...row.outbox.values()],
        events: row.events.length,
        directory,
      };
    },
    commit(batch, lease): void {
      const row = rowOf(lease.run_id);
      if (row.epoch !== lease.epoch) throw new Error(`the lease of run ${lease.run_id} was taken by another owner`);
      // What is kept must be what a database would keep: a copy, without what Json leaves out.
      const copy = JSON.parse(JSON.stringify(batch)) as typeof batch;
      if (copy.snapshot !== undefined) row.snapshot = copy.snapshot;
      if (copy.sources_anew) row.sources.clear();
      for (const [id, state] of copy.sources ?? []) row.sources.set(id, state);
      if (copy.summary !== undefined) row.summary = copy.summary;
      row.events.push(...(copy.events ?? []));
      row.record.push(...(copy.record ?? []));
      if (copy.engine !== undefined) row.engine = { state: JSON.parse(copy.engine) as Json, taken: row.record.length };
      for (const entry of copy.outbox ?? []) row.outbox.set(entry.key, entry);
      row.commands = row.commands.filter((command) => !copy.commands_done?.includes(command.id));
    },
    release(lease): void {
      const row = rowOf(lease.run_id);
      if (row.epoch === lease.epoch) row.owner = undefined;
    },
    list: () => [...rows.values()].flatMap((row) => (row.summary === undefined ? [] : [row.summary])),
    events: (run_id, from = 0) => rowOf(run_id).events.slice(from),
    record: (run_id, from = 0) => rowOf(run_id).record.slice(from),
    request(run_id, command): number {
      ids += 1;
      rowOf(run_id).commands.push({ id: ids, command });
      return ids;
    },
    commands: (run_id) => rowOf(run_id).commands,
    owner: (run_id) => rows.get(run_id)?.owner,
    [Symbol.dispose]() {},
  };
}
