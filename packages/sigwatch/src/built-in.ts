import { type SlurmSettings, slurmAdapter } from '@sigwatch/adapter-slurm';
import {
  componentSchemas,
  createRegistry,
  defineComponent,
  definePlugin,
  discoverFiles,
  type Plugin,
  type Registry,
  systemDeps,
} from '@sigwatch/core';
import { notifyComponents } from '@sigwatch/notify';
import { stateDirectory } from '@sigwatch/store';
import { Common } from './common.js';
import { colabPlatform } from './platforms/colab.js';
import { execPlatform } from './platforms/exec.js';
import { modalPlatform } from './platforms/modal.js';
import { rayPlatform } from './platforms/ray.js';
import type { Variables } from './settings/variables.js';

/** The built-in components, those of the engine, the adapters and notifiers of this package, and those of the plugins. `variables`: what notifiers find under names. */
export function registryWith(plugins: readonly Plugin[] = [], variables: Variables = process.env): Registry {
  const platforms = [colabComponent(), slurmComponent(), rayComponent(), modalComponent(), execComponent()];
  return createRegistry([
    definePlugin({ name: 'sigwatch-platforms', components: platforms }),
    definePlugin({ name: 'sigwatch-notifiers', components: notifyComponents(() => variables) }),
    ...plugins,
  ]);
}

const colabComponent = () =>
  defineComponent({
    kind: 'adapter',
    class_name: 'ColabAdapter',
    summary: 'Processes inside a runtime of Colab, which sigwatch shares; tells when the session ends.',
    config: componentSchemas.ColabAdapter,
    create: (config) =>
      colabPlatform(
        { class_name: 'ColabAdapter', ...config },
        { env: process.env },
        { stateDirectory: stateDirectory(), common: new Common() },
      ).adapter,
  });

const slurmComponent = () =>
  defineComponent({
    kind: 'adapter',
    class_name: 'SlurmAdapter',
    summary: 'Jobs of a SLURM cluster: submits them by sbatch, follows them, cancels and requeues them.',
    config: componentSchemas.SlurmAdapter,
    create: (config, { now }) =>
      slurmAdapter({
        stateDirectory: stateDirectory(),
        settings: config as Partial<SlurmSettings>,
        logs: (paths) => discoverFiles(paths, { deps: systemDeps }),
        now,
      }),
  });

const rayComponent = () =>
  defineComponent({
    kind: 'adapter',
    class_name: 'RayAdapter',
    summary:
      'Jobs of a Ray cluster: submits them by its Jobs API, follows them and their workers, stops and restarts them.',
    config: componentSchemas.RayAdapter,
    create: (config) =>
      rayPlatform(
        { class_name: 'RayAdapter', ...config },
        { env: process.env },
        { stateDirectory: stateDirectory(), common: new Common() },
      ).adapter,
  });

const modalComponent = () =>
  defineComponent({
    kind: 'adapter',
    class_name: 'ModalAdapter',
    summary:
      'Apps of Modal, by its own client: runs them once and detached, follows them and their containers, stops them.',
    config: componentSchemas.ModalAdapter,
    create: (config) =>
      modalPlatform(
        { class_name: 'ModalAdapter', ...config },
        { env: process.env },
        { stateDirectory: stateDirectory(), common: new Common() },
      ).adapter,
  });

const execComponent = () =>
  defineComponent({
    kind: 'adapter',
    class_name: 'ExecAdapter',
    summary:
      'Processes behind a command, in a pod by kubectl or on another machine by ssh: starts, follows and ends them.',
    config: componentSchemas.ExecAdapter,
    create: (config) =>
      execPlatform({ class_name: 'ExecAdapter', ...config }, { stateDirectory: stateDirectory() }).adapter,
  });
