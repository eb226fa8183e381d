import type { Json, RunFile, RunSettings } from '@sigwatch/core';
import { flowList } from '@sigwatch/core';
import { redacted } from '@sigwatch/notify';
import { defaultsOf } from '../platform-defaults.js';
import { coverOf } from '../settings/covered.js';
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
  copies: 'checkpoints stay where they are',
  deadline: 'nothing is asked for before the end of a job',
  control_dir: "the run's own directory, for jobs of this machine",
  overrides_file: 'none: SIGWATCH_OVERRIDES says what restarts have changed',
  health: 'measured where nodes or a cluster can be asked',
  heartbeat: 'none are read beside a run, and none written',
  monitoring_bucket: 'none: a run is named as s3://BUCKET/PREFIX/RUN, or by its directory',
  monitoring_prefix: '',
  monitoring_region: '',
  s3_endpoint: 'that of AWS',
  stale: '',
  interval: '',
  records: 'none are kept',
  cost: 'the GPUs that measurements tell',
  prices: 'of Modal those of its pack, else none: no cost is told',
  state_dir: '',
  log_level: 'no log of its own',
  log_file: 'stderr, where there is a level',
  timeout: 'none',
  packs: 'those that come with sigwatch',
  plugins: 'none',
  typed_plugins: 'none beside those of the file',
  sources: 'none',
  notifiers: 'none',
  alerts: 'what needs a person, and the outcome',
  slack_webhook: 'nobody is told by Slack',
  sns_topic: 'nobody is told by SNS',
};

export function settingsTable(
  settings: Settings,
  file: RunFile | undefined,
  stateDirectory: string,
): readonly ToldSetting[] {
  const { state_dir = { value: stateDirectory, from: 'default', by: '' } } = settings;
  const all: Settings = { ...settings, state_dir, ...usual(settings) };
  const cover = coverOf(settings);
  return Object.entries(OTHERWISE).map(([key, otherwise]) => {
    const one = all[key as keyof Settings] as Setting<Json> | undefined;
    if (one !== undefined && key === 'slack_webhook')
      return { setting: key, value: HIDDEN, from: one.from, by: one.by };
    if (one === undefined) return { setting: key, value: null, from: 'default', by: '', otherwise };
    const inFile = one.from === 'file' && file !== undefined;
    const value = inFile ? (file.shown(key as keyof RunSettings) ?? one.value) : one.value;
    return { setting: key, value: redacted(value, cover), from: one.from, by: one.by };
  });
}

/** What the platform usually wants, as a run of it would have it. */
function usual({ adapter, monitor: rules, restart: policy }: Settings): Partial<Settings> {
  const { monitor, restart } = defaultsOf(adapter.value);
  return {
    ...(monitor !== undefined && rules.from === 'default' && { monitor: { value: monitor, from: 'default', by: '' } }),
    ...(restart !== undefined && policy === undefined && { restart: { value: restart, from: 'default', by: '' } }),
  };
}

/** Whoever reads a screen or a ticket could use it. */
const HIDDEN = '(set, and not shown)';

export function valueText({ value, setting, otherwise }: ToldSetting): string {
  if (value === null) return `(${otherwise})`;
  if ((setting === 'timeout' || setting === 'interval') && typeof value === 'number') return duration(value);
  if (setting === 'stale') return staleText(value as Readonly<Record<string, number>>);
  if (setting === 'adapter') return (value as { class_name: string }).class_name;
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return flowList(value as string[]);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** `10m 00s`, or with phases `10m 00s, setup 30m 00s`. */
const staleText = ({ default: usual = 0, ...phases }: Readonly<Record<string, number>>): string =>
  [duration(usual), ...Object.entries(phases).map(([phase, time]) => `${phase} ${duration(time)}`)].join(', ');
