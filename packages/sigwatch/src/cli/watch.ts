import { TargetError, type TargetHints, type WatchTarget, watchTarget } from '../heartbeat/watch-target.js';
import type { Settings } from '../settings/settings.js';
import { optionOfHeartbeats } from './heartbeat-options.js';
import { UsageError } from './problem.js';
import { settingsOf } from './settings-of.js';

type Options = Readonly<Record<string, unknown>>;

/** `sigwatch watch TARGET…`: logs, the heartbeats of a run, or those of all runs of a folder. */
export async function verb(words: readonly string[], options: Options): Promise<number> {
  const settings = settingsOf(options);
  const target = targetOf(words, settings, options);
  switch (target.kind) {
    case 'run':
      return (await import('./watch-heartbeats.js')).watchHeartbeats(target.location, options);
    case 'fleet':
      return (await import('./watch-fleet.js')).watchFleet(target.location, options);
    default: {
      const foreign = optionOfHeartbeats(options);
      if (foreign !== undefined)
        throw new UsageError(
          `${foreign} is for heartbeats, and ${target.paths.join(' ') || 'nothing'} names none: give s3://BUCKET/PREFIX/RUN, or a directory with --heartbeat`,
        );
      if (options.format === 'json')
        throw new UsageError('--format json is for one status, with --once of heartbeats; events are told as jsonl');
      return (await import('./watch-logs.js')).watchLogs(target.paths, words.length === 0, options);
    }
  }
}

function targetOf(words: readonly string[], settings: Settings, options: Options): WatchTarget {
  const { run_id, logs, heartbeat, monitoring_bucket, monitoring_prefix } = settings;
  const typed = run_id?.from === 'flag' ? run_id.value : undefined;
  const hints: TargetHints = {
    heartbeat: options.heartbeat === true,
    run: typed,
    bucket: monitoring_bucket?.value,
    bucketTyped: monitoring_bucket?.from === 'flag',
    prefix: monitoring_prefix.value,
    read: readBy(heartbeat?.value.read, run_id?.value),
    logs: logs?.value ?? [],
  };
  try {
    return watchTarget(words, hints);
  } catch (error) {
    if (error instanceof TargetError) throw new UsageError(error.message);
    throw error;
  }
}

/** Where the file says the heartbeats are; a place that is called by the run needs its name. */
function readBy(read: string | undefined, run_id: string | undefined): string | undefined {
  if (read === undefined || !read.includes('{run_id}')) return read;
  return run_id === undefined ? undefined : read.replaceAll('{run_id}', run_id);
}
