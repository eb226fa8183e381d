import type { ComponentConfig, DeadlineBlock, MonitorDefaults } from '@sigwatch/core';
import type { JobSettings } from './job-run.js';
import { COLAB, EXEC, LOCAL, MODAL, RAY } from './platform.js';
import { mergedAdapter } from './settings/adapter-config.js';
import type { Settings } from './settings/settings.js';

/** What holds of a run on a platform where nobody says otherwise: neither a flag, nor a file, nor the monitor. */
export interface PlatformDefaults {
  /** Names of monitors. */
  readonly monitor?: readonly string[];
  /** Name of the restart policy. */
  readonly restart?: string;
  /** Settings of other monitors that their files leave out. */
  readonly times?: MonitorDefaults;
  /** Copies of an earlier session are gone on from. */
  readonly continues?: boolean;
  /** How its job is brought to save before its end. */
  readonly deadline?: DeadlineBlock;
}

const TRAINING: PlatformDefaults = {
  monitor: ['ray_training'],
  restart: 'ray',
  times: { inactivity_threshold_seconds: 300, startup_allowance_seconds: 1800 },
};

const ON_MODAL: PlatformDefaults = { ...TRAINING, monitor: ['modal_training'], restart: 'modal' };

const DEFAULTS: Readonly<Record<string, PlatformDefaults>> = {
  // Each session ends. No signal: whether a program handles one is not known.
  [COLAB.class_name]: { continues: true, deadline: { before: 30 * 60_000, check: 60_000 } },
  [RAY.class_name]: TRAINING,
  [EXEC.class_name]: TRAINING,
  [MODAL.class_name]: ON_MODAL,
};

export const defaultsOf = ({ class_name }: ComponentConfig): PlatformDefaults =>
  Object.hasOwn(DEFAULTS, class_name) ? (DEFAULTS[class_name] as PlatformDefaults) : {};

/** A new job with the policy of its platform, where nobody has named one, not even `none`. */
export function withPolicy(job: JobSettings, { restart, adapter }: Pick<Settings, 'restart' | 'adapter'>): JobSettings {
  const { restart: usual } = defaultsOf(mergedAdapter(adapter.value, job.adapter) ?? LOCAL);
  return restart !== undefined || usual === undefined ? job : { ...job, restart: usual };
}
