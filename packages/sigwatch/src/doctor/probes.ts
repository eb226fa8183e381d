import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Rule } from '@sigwatch/core';
import { manifest, ownVersion } from '../cli/version.js';
import { findCommand } from '../find-command.js';
import { type PluginPackage, pluginPackages } from '../plugin-packages.js';
import { abilitiesOf } from '../view/abilities.js';
import type { ModalProbes } from './modal-checks.js';
import type { RayProbes } from './ray-checks.js';
import { runCommand } from './run-command.js';
import type { SlurmProbes } from './slurm-checks.js';
import { startOneProcess } from './try-process.js';

/** What the doctor asks of the world. Probes reject with what is wrong. */
export interface Probes extends SlurmProbes, RayProbes, ModalProbes {
  readonly node: { readonly version: string; readonly least: string };
  re2(): Promise<undefined>;
  sqlite(): Promise<undefined>;
  /** The file of settings that holds here and loads; undefined without one. */
  config(): Promise<string | undefined>;
  /** The plugins among the dependencies of the project of this folder. */
  plugins(): readonly PluginPackage[];
  stateDirectory(): Promise<string>;
  /** Whether it is there, and the directory that is there on the way to it. Throws when that may not be written. */
  directory(path: string): { readonly exists: boolean; readonly existing: string };
  freeBytes(path: string): number;
  journal(path: string): Promise<'wal' | 'truncate'>;
  leases(
    path: string,
  ): Promise<
    readonly { readonly run_id: string; readonly host: string; readonly pid: number; readonly seconds: number }[]
  >;
  packs(): Promise<string>;
  startProcess(): Promise<string>;
  readonly terminal: { readonly isTTY: boolean; readonly columns: number; readonly color: boolean };
}

type Settled = Pick<
  Probes,
  'config' | 'stateDirectory' | 'wantsSlurm' | 'missingFolders' | 'rayServer' | 'modalServer' | 'prefixes'
>;

/** This machine. Native modules are loaded inside the probes: one that is broken is a finding. */
export function systemProbes(settled: Settled, env: NodeJS.ProcessEnv = process.env): Probes {
  return {
    ...settled,
    node: { version: process.version, least: leastNode() },
    async re2() {
      const { compileRules, emptyScanState } = await import('@sigwatch/core');
      const rule = (name: string, pattern: string): Rule => ({
        ...{ name, pattern, pattern_type: 'regex', kind: 'error', severity: 'error' },
        ...{ symptom_of: [], actions: [], metadata: {} },
      });
      const matcher = compileRules([rule('a', 'out of (?P<what>\\w+)'), rule('b', 'no such line')]);
      const { hits } = matcher.scan(Buffer.from('fine\nout of memory\n'), { offset: 0, line: 1 }, emptyScanState);
      if (hits.length !== 1 || hits[0]?.fields.what !== 'memory')
        throw new Error('a set of patterns does not match what it has to');
      return undefined;
    },
    plugins: () => pluginPackages(process.cwd(), ownVersion()),
    async sqlite() {
      const { currentOwner, openStore } = await import('@sigwatch/store');
      await inScratch(async (directory) => {
        using store = openStore({ directory });
        const lease = store.acquire('doctor', currentOwner());
        store.commit({ snapshot: { works: true } }, lease);
      });
      return undefined;
    },
    directory(path) {
      const exists = existsSync(path);
      let existing = path;
      while (!existsSync(existing)) existing = dirname(existing);
      // Only writing tells: modes say little to root, and nothing about a file system that is mounted read-only.
      rmSync(mkdtempSync(join(existing, '.sigwatch-doctor-')), { recursive: true });
      return { exists, existing };
    },
    freeBytes(path) {
      const { bavail, bsize } = statfsSync(path);
      return bavail * bsize;
    },
    journal: async (path) => (await import('@sigwatch/store')).journalMode(path),
    async leases(path) {
      const { openStore } = await import('@sigwatch/store');
      using store = openStore({ directory: path, readonly: true });
      return store.list().flatMap(({ run_id }) => {
        const owner = store.owner(run_id);
        if (owner === undefined) return [];
        return [
          { run_id, host: owner.host, pid: owner.pid, seconds: (Date.now() - Date.parse(owner.started_at)) / 1000 },
        ];
      });
    },
    async packs() {
      const { loadMonitors, loadPolicies, names } = await import('@sigwatch/core');
      const { ruleNames } = await import('../rules.js');
      const where = ruleNames();
      const monitors = names('monitoring', where).map((name) => loadMonitors([name], where));
      const policies = names('restart', where).map((name) => loadPolicies(name, where));
      const rules = new Set(monitors.flatMap((monitor) => monitor.rules.map((rule) => rule.name)));
      return `${monitors.length} monitors with ${rules.size} rules, ${policies.length} restart policies`;
    },
    startProcess: () => inScratch(startOneProcess),
    command: (name) => findCommand(name, env.PATH),
    run: runCommand,
    now: Date.now,
    terminal: {
      isTTY: process.stdout.isTTY === true,
      columns: process.stdout.columns ?? 0,
      color: abilitiesOf(process.stdout, env).color,
    },
  };
}

const leastNode = (): string => manifest().engines.node.replace('>=', '');

async function inScratch<T>(use: (directory: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'sigwatch-doctor-'));
  try {
    return await use(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
