import { homedir } from 'node:os';
import { basename } from 'node:path';
import { getFromVolume, listVolume, type ModalConfig, modalSettings, VolumeError } from '@sigwatch/adapter-modal';
import type { Store } from '@sigwatch/core';
import type { JobSettings } from '../job-run.js';
import { volumeOf } from '../records/commit-command.js';
import { type Fetched, fetchRecords, type Remote } from '../records/volume/fetch-records.js';
import { recordSections } from '../records/volume/record-sections.js';
import { markdownOf, textOf } from '../report/render.js';
import type { Settings } from '../settings/settings.js';
import { jsonText } from '../view/json-text.js';
import { printable } from '../view/sanitize.js';
import { runOfJob } from './named-run.js';
import { UsageError } from './problem.js';

type Options = Readonly<Record<string, unknown>>;

/** Which Volume records of an app are in, and what is known of the app here. */
export interface InVolume {
  readonly volume: string;
  readonly app: string;
  /** Containers that the run of this app had, as its own journal tells. */
  readonly tasks: ReadonlySet<string>;
}

/** Where records of `modal:APP` are: `--volume`, else sigwatch.yaml, else what its run was started with; undefined: nobody says. */
export function volumeFor(word: string, options: Options, settings: Settings, store: Store): InVolume | undefined {
  const run = runOfJob(store, word);
  const kept = ((run === undefined ? undefined : store.load(run))?.snapshot as { settings?: JobSettings } | undefined)
    ?.settings?.records;
  const ofRun = typeof kept === 'object' ? kept.volume : undefined;
  const volume = (options.volume as string | undefined) ?? settings.records?.value.volume ?? ofRun;
  if (volume === undefined) return undefined;
  const tasks = new Set<string>();
  if (run !== undefined)
    for (const { data } of store.events(run))
      if (typeof data.source === 'string') for (const task of data.source.match(/\bta-\w+/g) ?? []) tasks.add(task);
  return { volume, app: word.slice(word.indexOf(':') + 1), tasks };
}

/** Prints what a Volume holds of an app. */
export async function reportVolume(where: InVolume, options: Options, { adapter }: Settings): Promise<number> {
  const { name, path } = volumeOf(where.volume);
  const remote = remoteFolder(
    name,
    path,
    adapter.value.class_name === 'ModalAdapter' ? (adapter.value as ModalConfig) : {},
  );
  const found = await fetchRecords(remote, where).catch((error: unknown) => {
    if (!(error instanceof VolumeError)) throw error;
    throw new UsageError(
      `${error.message} — name the folder of the records by --volume NAME:/PATH; modal volume ls NAME shows what is there`,
    );
  });
  if (found.runs.length === 0) throw new UsageError(nothingOf(where, found));
  const { format } = options;
  const told = found.runs.map(({ file, summary, events }) => ({
    file,
    summary,
    last_events: events.slice(-LAST_EVENTS),
  }));
  if (format === 'json' || format === 'jsonl') {
    const whole = { app: where.app, volume: name, path, runs: told };
    process.stdout.write(`${jsonText(whole, format === 'json' ? 2 : 0)}\n`);
    return 0;
  }
  const place = { cwd: process.cwd(), home: homedir() };
  const texts = found.runs.map((run) => (format === 'markdown' ? markdownOf : textOf)(recordSections(run, place)));
  process.stdout.write(printable(texts.join('\n')));
  return 0;
}

const LAST_EVENTS = 20;

function remoteFolder(volume: string, path: string, config: ModalConfig): Remote {
  const client = modalSettings(config);
  const abort = new AbortController().signal;
  return {
    async list() {
      const entries = await listVolume(client, volume, path, abort);
      return entries.flatMap(({ path: one, kind }) => (kind === 'file' ? [basename(one)] : []));
    },
    get: (name, folder) => getFromVolume(client, volume, `${path === '/' ? '' : path}/${name}`, folder, abort),
  };
}

/** What was there instead, so that it is seen whether the place is wrong, or the records say nothing of their app. */
function nothingOf({ volume, app }: InVolume, { seen, left }: Fetched): string {
  if (seen.length === 0)
    return `there are no summaries in ${volume} — the container writes them by sigwatch run --records DIR --records-volume ${volume}`;
  const of = seen.slice(0, 5).map(({ file, summary }) => {
    const { environment } = summary;
    return `${file} (${environment?.app ?? environment?.task ?? 'not of a container on Modal'})`;
  });
  const more = seen.length - of.length + left;
  return `no record in ${volume} is of ${app}: there are ${of.join(', ')}${more > 0 ? ` and ${more} more` : ''} — a container does not know its app unless the function hands on MODAL_APP_ID=app.app_id`;
}
