import type { Json, RunFile, RunSettings } from '@sigwatch/core';
import { flowList } from '@sigwatch/core';
import type { OriginKind, Setting, Settings } from '../settings/settings.js';
import { duration } from '../view/format.js';

/** One setting as `sigwatch doctor --config` tells it. */
export interface ToldSetting {
  readonly setting: string;
  /** What holds a variable's value is told as it is written. */
  readonly value: Json;
  readonly from: OriginKind;
  readonly by: string;
  /** What comes of it where nobody says anything. */
  readonly otherwise?: string;
}

/** Every setting, in the order of the file, and what happens without it. */
const OTHERWISE: Readonly<Record<Exclude<keyof Settings, 'file' | 'registry'>, string>> = {
  monitor: '',
  restart: 'only observes',
  name: 'from the command or the logs',
  run_id: 'a new one for each start',
  adapter: '',
  command: 'given after sigwatch run --',
  cwd: 'the working directory',
  env: 'only what sigwatch itself has',
  logs: 'only what the command prints',
  checkpoint_dir: 'a restart begins where the command itself does',
  state_dir: '',
  log_level: 'no log of its own',
  log_file: 'stderr, where there is a level',
  timeout: 'none',
  packs: 'those that come with sigwatch',
  plugins: 'none',
  sources: 'none',
  notifiers: 'none',
};

export function settingsTable(
  settings: Settings,
  file: RunFile | undefined,
  stateDirectory: string,
): readonly ToldSetting[] {
  const { state_dir = { value: stateDirectory, from: 'default', by: '' } } = settings;
  const all: Settings = { ...settings, state_dir };
  return Object.entries(OTHERWISE).map(([key, otherwise]) => {
    const one = all[key as keyof Settings] as Setting<Json> | undefined;
    if (one === undefined) return { setting: key, value: null, from: 'default', by: '', otherwise };
    const inFile = one.from === 'file' && file !== undefined;
    const value = inFile ? (file.shown(key as keyof RunSettings) ?? one.value) : one.value;
    return { setting: key, value, from: one.from, by: one.by };
  });
}

export function valueText({ value, setting, otherwise }: ToldSetting): string {
  if (value === null) return `(${otherwise})`;
  if (setting === 'timeout' && typeof value === 'number') return duration(value);
  if (setting === 'adapter') return (value as { class_name: string }).class_name;
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return flowList(value as string[]);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
