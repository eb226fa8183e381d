import type { Millis } from '@sigwatch/core';

/** The client's words for states of apps (modal/cli/app.py), in ours. */
export type AppState = 'initializing' | 'running' | 'deployed' | 'stopping' | 'stopped' | 'disabled' | 'unknown';

/** One app, as `modal app list --json` or `modal app info --json` tells of it. */
export interface AppRow {
  readonly id: string;
  /** What `modal run --name` has set. */
  readonly description: string;
  readonly state: AppState;
  /** How many of its containers run. */
  readonly tasks: number;
  readonly created_at?: Millis;
  readonly stopped_at?: Millis;
  /** Who has stopped it; missing where nobody did, or the client does not tell. */
  readonly stopped_by?: string;
}

export interface ContainerRow {
  readonly id: string;
  readonly app: string;
  /** Missing of one that has not begun. */
  readonly started_at?: Millis;
}

const STATES: Readonly<Record<string, AppState>> = {
  ephemeral: 'running',
  'ephemeral (detached)': 'running',
  'initializing...': 'initializing',
  deployed: 'deployed',
  'stopping...': 'stopping',
  stopped: 'stopped',
  disabled: 'disabled',
};

type Fields = Readonly<Record<string, unknown>>;

/** Undefined for what is no list of apps. Rows without an id are left out. */
export function appRows(value: unknown): readonly AppRow[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.flatMap((row: Fields) => {
    const id = textOf(row?.app_id);
    if (id === undefined) return [];
    return [
      {
        id,
        description: textOf(row.description) ?? '',
        state: stateOf(row.state),
        tasks: Number.parseInt(String(row.tasks ?? '0'), 10) || 0,
        ...times(row),
      },
    ];
  });
}

/** `modal app info --json`, of clients since 1.6. */
export function appInfo(value: unknown): AppRow | undefined {
  const row = value as Fields | null;
  const id = textOf(row?.app_id);
  const lifecycle = row?.lifecycle as Fields | undefined;
  if (row === null || id === undefined || lifecycle === undefined) return undefined;
  const stopped_by = textOf(lifecycle.stopped_by);
  return {
    ...{ id, description: textOf(row.description) ?? '', state: stateOf(lifecycle.state), tasks: 0 },
    ...times(lifecycle),
    ...(stopped_by === undefined ? {} : { stopped_by }),
  };
}

/** Undefined for what is no list of containers. */
export function containerRows(value: unknown): readonly ContainerRow[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.flatMap((row: Fields) => {
    const [id, app] = [textOf(row?.container_id), textOf(row?.app_id)];
    if (id === undefined || app === undefined) return [];
    const started_at = timeOf(row.start_time);
    return [{ id, app, ...(started_at === undefined ? {} : { started_at }) }];
  });
}

const stateOf = (word: unknown): AppState => STATES[String(word)] ?? 'unknown';

function times(row: Fields): Pick<AppRow, 'created_at' | 'stopped_at'> {
  const [created_at, stopped_at] = [timeOf(row.created_at), timeOf(row.stopped_at)];
  return { ...(created_at === undefined ? {} : { created_at }), ...(stopped_at === undefined ? {} : { stopped_at }) };
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** `2026-11-23 04:00:00+00:00`; `Pending` is no time. */
function timeOf(value: unknown): Millis | undefined {
  const time = Date.parse(textOf(value)?.replace(' ', 'T') ?? '');
  return Number.isNaN(time) ? undefined : time;
}
