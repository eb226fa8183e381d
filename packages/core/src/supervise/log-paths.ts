import path from 'node:path';
import { fillByRun } from '../config/interpolation/run-values.js';
import { asLiteral, asPathText, fillLogPath } from '../config/text/log-path.js';
import type { Cursor, Discovery } from '../contract.js';
import type { TrackStates } from '../intake/intake.js';
import { pause } from '../pause.js';
import { finalStates } from '../run/platform.js';
import { discoverFiles } from '../source/discover-files.js';
import type { Journal } from './journal.js';
import type { RunOptions } from './options.js';
import type { Snapshot } from './snapshot.js';
import { attemptValues } from './values.js';

/** What there is to know of a run when its logs are looked for. */
export type Known = Pick<Journal, 'snapshot' | 'directory' | 'tracks'>;

/** The paths that the monitor names, as far as they are known by now. */
interface LogPaths {
  readonly known: readonly string[];
  /** Whether others will be known once the job shows more of itself. */
  readonly later: boolean;
  /** Those that can't be followed, and why. */
  readonly refused: readonly string[];
}

/** A run that is only given logs follows those alone. */
export function templatesOf({ monitor, adapter }: RunOptions): readonly string[] {
  if (adapter === undefined) return [];
  const { log_path_template: template, output_paths } = monitor;
  return [...new Set([...(template === undefined ? [] : [template]), ...output_paths])];
}

/** Fills in what is known of the attempt at hand: before its submission what the run alone decides, then the job. */
function logPaths(run: RunOptions, { snapshot, directory }: Pick<Known, 'snapshot' | 'directory'>): LogPaths {
  const templates = templatesOf(run);
  if (templates.length === 0) return { known: [], later: false, refused: [] };
  const values = attemptValues(run, { snapshot, directory });
  const asText = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, asPathText(value)]));
  const { env, cwd = process.cwd() } = run.command ?? {};
  const facts = { values, nodes: nodesOf(snapshot), user: run.user ?? env?.USER ?? env?.LOGNAME };
  const known: string[] = [];
  const refused: string[] = [];
  let later = false;
  for (const template of templates) {
    const { text, unknown } = fillByRun(template, asText);
    const filled =
      unknown.length > 0 ? { problem: `${unknown[0]} is not known to sigwatch` } : fillLogPath(text, facts);
    if ('path' in filled)
      known.push(path.isAbsolute(filled.path) ? filled.path : path.join(asLiteral(cwd), filled.path));
    else if ('later' in filled || values.job_id === undefined) later = true;
    else refused.push(`The log \`${template}\` is not followed: ${filled.problem}.`);
  }
  return { known: [...new Set(known)], later, refused };
}

/** Undefined while the job may still be given its nodes; empty where its platform does not tell them. */
function nodesOf({ engine: { job }, phase }: Snapshot): readonly string[] | undefined {
  if (job === undefined || phase === 'starting') return undefined;
  if (job.nodes !== undefined && job.nodes.length > 0) return job.nodes;
  return job.state === 'running' || finalStates.has(job.state) ? [] : undefined;
}

/** The monitor's logs whose paths are known by now; undefined where there are none. */
export function knownLogs(run: RunOptions, known: Known): Discovery | undefined {
  const paths = logPaths(run, known).known;
  return paths.length === 0 ? undefined : { sources: (abort) => open(run, known, paths).sources(abort) };
}

/** The monitor's logs whose paths the job tells only while it runs; undefined where there are none. */
export function laterLogs(run: RunOptions, known: Known): Discovery | undefined {
  const before = logPaths(run, known);
  if (!before.later) return undefined;
  return {
    async *sources(abort) {
      let now = before;
      for await (const paths of asKnown(run, known, abort)) now = paths;
      const fresh = now.known.filter((one) => !before.known.includes(one));
      if (fresh.length > 0 && !abort.aborted) yield* open(run, known, fresh).sources(abort);
    },
  };
}

/** Tells which of the monitor's logs can't be followed, each once. Resolves when all is known of the job, or at `abort`. */
export async function tellRefused(run: RunOptions, journal: Journal, abort: AbortSignal): Promise<void> {
  const told = new Set<string>();
  for await (const { refused } of asKnown(run, journal, abort)) {
    for (const text of refused) if (!told.has(text)) journal.notice(text);
    for (const text of refused) told.add(text);
  }
}

/** The paths as more and more is known of the job; ends when all is, or at `abort`. */
async function* asKnown(run: RunOptions, known: Known, abort: AbortSignal): AsyncGenerator<LogPaths, void> {
  for (;;) {
    const now = logPaths(run, known);
    yield now;
    if (!now.later || abort.aborted) return;
    await pause(run.deps, run.deps.now() + (run.poll ?? 500), abort);
  }
}

function open(run: RunOptions, { tracks }: Known, paths: readonly string[]): Discovery {
  const known = cursorsOf(tracks);
  return run.openLogs?.(paths, known) ?? discoverFiles(paths, { deps: run.deps, known });
}

/** How far the files are read that were met so far. */
export function cursorsOf(tracks: TrackStates): Cursor[] {
  return [...tracks.values()].flatMap((track) => (track.cursor === undefined ? [] : [track.cursor]));
}
