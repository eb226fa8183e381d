import { accessSync, constants, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Json, Lease, Millis, RunSummary, SigwatchEvent, Store } from '@sigwatch/core';
import { settleEnded } from './ended-run.js';
import { LeaseLostError, readOnlyStore, StoreError, unknownRun, unusableDirectory } from './errors.js';
import { type HeldRun, type HeldRunDeps, holdRun } from './held-run.js';
import { type JournalMode, journalMode } from './journal-mode.js';
import { ownerOf } from './lease.js';
import { postCommand, readCommands } from './mailbox.js';
import { type ProcessTable, systemProcessTable } from './process-table.js';
import { liveOwner, loadRun, storedEvents, storedRecord, withJournal } from './read-only-run.js';
import { doneCommands, eventLines, readRun, recordLines } from './read-run.js';
import { createDirectory, listRunIds, type RunFiles, readSummary, runFiles, syncDirectory } from './run-files.js';
import { assertRunId } from './run-id.js';
import { stateDirectory } from './state-directory.js';

export interface StoreOptions {
  /** The state directory; created when it is missing. Default: `stateDirectory()`. */
  readonly directory?: string;
  readonly now?: () => Millis;
  /** For `status` and `history`: takes no run and refuses every write but `request`; what a killed supervisor has left behind of an ended run is made whole where that is possible. */
  readonly readonly?: boolean;
  /** What the directory's file system can carry; asked once, at the first `acquire`. */
  readonly probe?: (directory: string) => JournalMode;
  readonly processes?: ProcessTable;
  /** Told when a file beside a journal could not be brought up to date. Silent by default. */
  readonly warn?: (message: string) => void;
}

/**
 * Opens the journal of all runs in a state directory. Cheap: files are touched when a run is. Disposing releases the
 * runs that this store holds.
 *
 * @throws StoreError when the directory can't be created or written.
 */
export function openStore(options: StoreOptions = {}): Store {
  const {
    directory = stateDirectory(),
    now = Date.now,
    readonly = false,
    probe = journalMode,
    processes = systemProcessTable(),
    warn = () => {},
  } = options;
  const held = new Map<string, HeldRun>();
  const settled = new Set<string>();
  const looking = { processes, now, warn };
  let mode: JournalMode | undefined;
  if (!readonly) prepareDirectory(directory);

  function filesOf(run_id: string): RunFiles {
    assertRunId(run_id);
    return runFiles(directory, run_id);
  }

  function load(run_id: string) {
    const files = filesOf(run_id);
    const own = held.get(run_id);
    if (own) return readRun(own.db, files.directory);
    const run = loadRun(files, processes, now());
    if (run?.summary.ended_at !== undefined && !settled.has(run_id) && settleEnded(run_id, files, looking, holding))
      settled.add(run_id);
    return run;
  }

  function holding(): HeldRunDeps {
    mode ??= probe(directory);
    return { ...looking, mode };
  }

  function release(lease: Lease): void {
    const own = held.get(lease.run_id);
    if (own?.lease.epoch !== lease.epoch) return;
    held.delete(lease.run_id);
    own.release();
  }

  return {
    acquire(run_id, owner) {
      if (readonly) throw readOnlyStore(`acquire run "${run_id}"`);
      const files = filesOf(run_id);
      const deps = holding();
      const isNew = !existsSync(files.directory);
      createDirectory(directory, files.directory);
      const own = holdRun(run_id, owner, files, deps);
      if (isNew) for (const path of [files.directory, join(directory, 'runs'), directory]) syncDirectory(path);
      // An own run that could be acquired again was taken over by somebody who has died since: its handle is dead.
      held.get(run_id)?.release();
      held.set(run_id, own);
      return own.lease;
    },
    load,
    commit(batch, lease) {
      if (readonly) throw readOnlyStore(`write to run "${lease.run_id}"`);
      const own = held.get(lease.run_id);
      if (!own) throw new LeaseLostError(lease.run_id, lease.epoch, undefined);
      own.commit(batch, lease);
    },
    release,
    list() {
      return listRunIds(directory).flatMap((run_id): RunSummary[] => {
        try {
          return [load(run_id)?.summary ?? []].flat();
        } catch (error) {
          // One damaged journal must not hide the other runs.
          if (!(error instanceof StoreError)) throw error;
          warn(error.message);
          return [readSummary(filesOf(run_id)) ?? []].flat();
        }
      });
    },
    *events(run_id, from = 0): Generator<SigwatchEvent> {
      const files = filesOf(run_id);
      const own = held.get(run_id);
      if (!own) yield* storedEvents(files, processes, now(), from);
      else for (const line of eventLines(own.db).after(from)) yield JSON.parse(line) as SigwatchEvent;
    },
    *record(run_id, from = 0): Generator<Json> {
      const files = filesOf(run_id);
      const own = held.get(run_id);
      if (!own) yield* storedRecord(files, processes, now(), from);
      else for (const line of recordLines(own.db, from)) yield JSON.parse(line) as Json;
    },
    request(run_id, command) {
      const files = filesOf(run_id);
      if (!existsSync(files.journal)) throw unknownRun(run_id, directory);
      try {
        return postCommand(files.commands, command);
      } catch (error) {
        throw unusableDirectory(directory, error);
      }
    },
    commands(run_id) {
      const files = filesOf(run_id);
      const own = held.get(run_id);
      own?.refresh();
      const done = own
        ? doneCommands(own.db)
        : withJournal<ReadonlySet<number>>(files, processes, now(), doneCommands, () => new Set());
      return readCommands(files.commands, done);
    },
    owner(run_id) {
      const row = liveOwnerOf(run_id);
      return row && ownerOf(row);
    },
    [Symbol.dispose]() {
      for (const { lease } of [...held.values()]) release(lease);
    },
  };

  function liveOwnerOf(run_id: string) {
    return liveOwner(filesOf(run_id), processes, now());
  }
}

function prepareDirectory(directory: string): void {
  createDirectory(directory, join(directory, 'runs'));
  try {
    accessSync(join(directory, 'runs'), constants.W_OK | constants.X_OK);
  } catch (error) {
    throw unusableDirectory(directory, error);
  }
}
