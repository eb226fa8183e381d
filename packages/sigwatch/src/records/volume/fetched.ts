import { createHash } from 'node:crypto';
import type { RunRecord, SigwatchEvent } from '@sigwatch/core';

/** A summary as it lies in a folder of records. */
export interface Found {
  /** `summary_SCRIPT_STAMP.json`, without its folder. */
  readonly file: string;
  readonly summary: RunRecord;
}

/** Who is looked for: the app's id or name, and the containers that it is known to have had. */
export interface Wanted {
  readonly app: string;
  readonly tasks?: ReadonlySet<string>;
}

/** Newest first by the stamp in their names. Files that are no summaries are left out. */
export const summariesIn = (names: readonly string[]): readonly string[] =>
  names
    .filter((name) => /^summary_.*\.json$/.test(name))
    .sort((a, b) => stampOf(b).localeCompare(stampOf(a)) || a.localeCompare(b));

const stampOf = (name: string): string => /_(\d{8}_\d{6})_[0-9a-f]{6}\.json$/.exec(name)?.[1] ?? '';

/** Whether a record is of the app: by what its container knew of itself. */
export function isOf({ summary }: Found, { app, tasks }: Wanted): boolean {
  const { environment } = summary;
  if (environment === null || environment === undefined) return false;
  if (environment.app === app || environment.app_name === app) return true;
  return environment.task !== null && tasks?.has(environment.task) === true;
}

/** Of the files of a folder, those by day in which its run wrote: of a run that has not ended, all from its first day on. */
export function eventFiles(names: readonly string[], { training, attempts, errors }: RunRecord): readonly string[] {
  const told = [
    training.start_time,
    ...attempts.map(({ start_time }) => start_time),
    ...errors.map((one) => one.timestamp),
  ];
  const first = dayOf(told.filter((one) => one !== null).sort()[0]);
  const last = dayOf(training.end_time);
  const isOfRun = (name: string) => {
    const day = /^monitor_(\d{4}-\d{2}-\d{2})\.jsonl$/.exec(name)?.[1];
    return day !== undefined && first !== undefined && day >= first && (last === undefined || day <= last);
  };
  return names.filter(isOfRun).sort();
}

const dayOf = (time: string | null | undefined): string | undefined => time?.slice(0, 10);

/** The run's own events among the lines of a day, which runs share. A line that was torn off is none. */
export function eventsIn(text: string, file: string): readonly SigwatchEvent[] {
  const letters = /_([0-9a-f]{6})\.json$/.exec(file)?.[1];
  const mine = new Map<string, boolean>();
  return text.split('\n').flatMap((line): SigwatchEvent[] => {
    if (line === '') return [];
    const event = parsed(line);
    if (event === undefined || String(event.event_type).startsWith('training_')) return [];
    const { run_id } = event;
    if (!mine.has(run_id)) mine.set(run_id, createHash('sha256').update(run_id).digest('hex').slice(0, 6) === letters);
    return mine.get(run_id) === true ? [event] : [];
  });
}

function parsed(line: string): SigwatchEvent | undefined {
  try {
    const value = JSON.parse(line) as SigwatchEvent | null;
    return typeof value?.run_id === 'string' && typeof value.event_type === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
