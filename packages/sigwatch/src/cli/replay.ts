import { replayInParts, replayRecord, type SigwatchEvent, systemDeps } from '@sigwatch/core';
import { openStore } from '@sigwatch/store';
import type { JobSettings } from '../job-run.js';
import { logsOf } from '../logs.js';
import { keepRecords } from '../records/keep-records.js';
import { replayId } from '../run-names.js';
import { beside } from '../scan/workers.js';
import { componentsFor } from '../settings/components-for.js';
import { createJsonl } from '../view/jsonl.js';
import { createTerminal } from '../view/terminal.js';
import { stateDirectoryOf } from './directories.js';
import { drained } from './drained.js';
import { exitCodeOf } from './exit-code.js';
import { mannerOf } from './look.js';
import { UsageError } from './problem.js';
import { requireLogs } from './readable.js';
import { rulesTold } from './setting.js';
import { settingsOf } from './settings-of.js';

type Options = Readonly<Record<string, unknown>>;

/** A log of days is not told of step by step: so much longer, as a share of the time until then, its next progress line is off. */
const PROGRESS_SHARE = 0.05;

/** `sigwatch replay LOG…` */
export async function verb(paths: readonly string[], options: Options): Promise<number> {
  const record = options.record as string | undefined;
  if (paths.length === 0 && record === undefined)
    throw new UsageError('there is no log to replay: sigwatch replay slurm-123.out');
  await requireLogs(paths);
  const view =
    options.format === 'jsonl'
      ? createJsonl(process.stdout)
      : createTerminal(process.stdout, systemDeps, {
          live: false,
          manner: mannerOf(options),
          progress_share: PROGRESS_SHARE,
        });
  const { records } = settingsOf(options);
  using kept = keepRecords(records?.value.directory, record ?? replayId(paths));
  let last: SigwatchEvent | undefined;
  for await (const events of record === undefined ? fresh(paths, options) : recorded(record, options)) {
    for (const event of events) {
      view.event(event);
      kept.take(event);
      if (process.stdout.writableNeedDrain) await drained(process.stdout);
      if (event.event_type === 'run_ended' || last?.event_type !== 'run_ended') last = event;
    }
    // V8 keeps the frames of async functions that are done, and with them what they hold.
    events.length = 0;
  }
  view.close();
  const data = last?.event_type === 'run_ended' ? last.data : {};
  return exitCodeOf(String(data.state ?? 'unknown'), (data.decision as { action?: string } | null)?.action);
}

/** Judging takes most of the time, so that threads pay only where somebody has cores to spare. */
function fresh(paths: readonly string[], options: Options): AsyncIterable<SigwatchEvent[]> {
  const workers = beside((options.workers as number | undefined) ?? 1);
  return replayInParts({
    run_id: replayId(paths),
    ...rulesTold(options),
    logs: logsOf(paths, false),
    now: systemDeps.now,
    workers,
  });
}

async function* recorded(run_id: string, options: Options): AsyncIterable<SigwatchEvent[]> {
  using store = openStore({ directory: stateDirectoryOf(options), readonly: true });
  const run = store.load(run_id);
  if (run === undefined) throw new UsageError(`there is no run ${run_id}: sigwatch status lists the runs`);
  const kept = (run.snapshot as { settings?: JobSettings } | undefined)?.settings;
  const settings = settingsOf(options);
  const { registry } = kept === undefined ? settings : await componentsFor(kept, settings);
  for (const event of replayRecord(store.record(run_id), registry)) yield [event];
  for (const event of store.events(run_id)) if (event.event_type === 'run_ended') yield [event];
}
