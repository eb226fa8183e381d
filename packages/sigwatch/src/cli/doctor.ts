import type { ComponentConfig } from '@sigwatch/core';
import { checks, type Level } from '../doctor/checks.js';
import { systemProbes } from '../doctor/probes.js';
import type { Settings } from '../settings/settings.js';
import { jsonText } from '../view/json-text.js';
import { paint, type Tone } from '../view/line.js';
import { sanitize } from '../view/sanitize.js';
import { exitCodes } from './exit-code.js';
import { lookOf } from './look.js';

type Options = Readonly<Record<string, unknown>>;

/** `sigwatch doctor`. Native modules may be broken: nothing that needs one is loaded before its own check. */
export async function verb(_: readonly string[], options: Options): Promise<number> {
  if (options.config !== undefined) {
    const { tellSettings } = await import('./doctor-settings.js');
    return tellSettings(options);
  }
  const settled = () =>
    import('./settings-of.js').then(({ resolveFor }) => resolveFor(options, { rules: true, quiet: true }));
  const probes = systemProbes({
    config: async () => (await settled()).file,
    wantsSlurm: () =>
      settled().then(
        ({ adapter }) => adapter.value.class_name === 'SlurmAdapter',
        () => false,
      ),
    async missingFolders() {
      const known = await settled().catch(() => undefined);
      if (known?.command === undefined || known.adapter.value.class_name !== 'SlurmAdapter') return [];
      const { missingLogFolders } = await import('../slurm/log-folders.js');
      return missingLogFolders(known.command.value, { cwd: known.cwd?.value ?? process.cwd(), env: process.env });
    },
    // What is wrong with the file is told of by its own check.
    rayServer: async () => (await import('../doctor/ray-server.js')).rayServer(await adapterOr(settled), process.env),
    modalServer: async () =>
      (await import('../doctor/modal-server.js')).modalServer(await adapterOr(settled), process.env),
    prefixes: async () => (await import('../doctor/ray-server.js')).prefixesOf(await adapterOr(settled)),
    async stateDirectory() {
      // A broken file is told of by its own check; the state directory is then what holds without it.
      const known = await settled().catch(() => undefined);
      return known?.state_dir?.value ?? (await import('@sigwatch/store')).stateDirectory();
    },
  });
  const { color } = lookOf(options);
  const seen = new Set<Level>();
  for await (const check of checks(probes)) {
    seen.add(check.level);
    const { name, level, text, remedy } = check;
    if (options.format === 'jsonl') process.stdout.write(`${jsonText(check)}\n`);
    else {
      process.stdout.write(`${painted(level, color)}  ${name.padEnd(10)}  ${sanitize(text)}\n`);
      if (remedy !== undefined) process.stdout.write(`${' '.repeat(18)}${sanitize(remedy)}\n`);
    }
  }
  return seen.has('fail') ? exitCodes.usage : exitCodes.succeeded;
}

const adapterOr = (settled: () => Promise<Settings>): Promise<ComponentConfig> =>
  settled().then(
    ({ adapter }) => adapter.value,
    () => ({ class_name: 'LocalAdapter' }),
  );

const TONES: Readonly<Record<Level, Tone>> = { ok: 'good', info: 'dim', warn: 'warn', fail: 'bad' };

const painted = (level: Level, color: boolean): string =>
  paint(level, TONES[level], color) + ' '.repeat(4 - level.length);
