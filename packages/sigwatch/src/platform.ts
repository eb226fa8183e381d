import {
  type AlertPlace,
  type ComponentConfig,
  componentName,
  containedSource,
  type JobAdapter,
  makeComponent,
  type Registry,
  type RunOptions,
  systemDeps,
  type Wakes,
} from '@sigwatch/core';
import { HEARTBEAT_ADAPTER } from './heartbeat/heartbeat-config.js';
import { overriding } from './overriding.js';
import { colabPlatform } from './platforms/colab.js';
import { execPlatform } from './platforms/exec.js';
import { heartbeatPlatform } from './platforms/heartbeat.js';
import { localPlatform } from './platforms/local.js';
import { modalPlatform } from './platforms/modal.js';
import { rayPlatform } from './platforms/ray.js';
import { slurmPlatform } from './platforms/slurm.js';

export const LOCAL: ComponentConfig = { class_name: 'LocalAdapter' };
export const COLAB: ComponentConfig = { class_name: 'ColabAdapter' };
export const SLURM: ComponentConfig = { class_name: 'SlurmAdapter' };
export const RAY: ComponentConfig = { class_name: 'RayAdapter' };
export const MODAL: ComponentConfig = { class_name: 'ModalAdapter' };
export const EXEC: ComponentConfig = { class_name: 'ExecAdapter' };

/** Jobs are processes of the machine that sigwatch runs on, and have its environment. */
export const isHere = ({ class_name }: ComponentConfig): boolean =>
  class_name === LOCAL.class_name || class_name === COLAB.class_name;

/** How a run stands to the platform of its jobs. */
export interface Platform
  extends Pick<RunOptions, 'timing' | 'poll' | 'checkpoint_signal' | 'evidence' | 'resume_args' | 'override_args'> {
  readonly adapter: JobAdapter;
  /** Jobs get the environment of who submitted them by the adapter itself, or not at all. */
  readonly bringsEnvironment?: boolean;
  /** The session of this machine, where it ends by itself; ms since the epoch. */
  readonly session?: { readonly began: number; readonly ends_at: number };
  /** A folder that outlives this machine, for copies of checkpoints. */
  readonly drive?: string;
  /** Where people see more of the run than its log. */
  readonly place?: AlertPlace;
}

/** What a platform is made for: one run. */
export interface PlatformUse {
  readonly registry: Registry;
  /** Of who submits. */
  readonly env: NodeJS.ProcessEnv;
  /** Takes sentences for people. */
  readonly tell?: (sentence: string) => void;
}

export interface PlatformContext {
  readonly stateDirectory: string;
  readonly wakes: Wakes;
  /** What all runs of this process have in common that are looked for alike; the key names its kind as well. */
  readonly shared: <T>(key: string, make: () => T) => T;
}

/** Where the job of a run runs: on this machine, in a cluster, behind a command, or on the platform of a plugin. */
export function platformOf(config: ComponentConfig, use: PlatformUse, context: PlatformContext): Platform {
  switch (config.class_name) {
    case LOCAL.class_name:
      return localPlatform(context);
    case COLAB.class_name:
      return colabPlatform(config, use, context);
    case SLURM.class_name:
      return slurmPlatform(config, use, context);
    case RAY.class_name:
      return rayPlatform(config, use, context);
    case MODAL.class_name:
      return modalPlatform(config, use, context);
    case EXEC.class_name:
      return execPlatform(config, context);
    case HEARTBEAT_ADAPTER:
      return heartbeatPlatform(config, use, context);
    default:
      return { adapter: ofPlugin(config, use.registry) };
  }
}

/** One that nobody here knows: where its logs do not answer, nobody else waits for them. */
function ofPlugin(config: ComponentConfig, registry: Registry): JobAdapter {
  const made = makeComponent(registry, 'adapter', config, systemDeps);
  const who = componentName(registry, 'adapter', config.class_name);
  return overriding(made, { logs: (job) => containedSource(made.logs(job), who, systemDeps) });
}
