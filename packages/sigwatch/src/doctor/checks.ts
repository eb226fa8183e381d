import { duration } from '../view/format.js';
import { modalChecks } from './modal-checks.js';
import type { Probes } from './probes.js';
import { rayChecks } from './ray-checks.js';
import { slurmChecks } from './slurm-checks.js';

/** `info` is for what only some need. */
export type Level = 'ok' | 'info' | 'warn' | 'fail';

export interface Check {
  readonly name: string;
  readonly level: Level;
  readonly text: string;
  /** What to do where it is not in order. */
  readonly remedy?: string;
}

const MIB = 2 ** 20;
/** A journal of a long run has some hundred megabytes. */
const ROOM_WARN = 1024 * MIB;
const ROOM_FAIL = 50 * MIB;
/** Rules with long lines do not fit into less. */
const NARROWEST = 60;

/** Looks at everything that sigwatch needs, one thing after the other. Never throws. */
export async function* checks(probes: Probes): AsyncGenerator<Check> {
  yield node(probes);
  yield await tried('re2', () => probes.re2(), 'compiles rules and matches them', NATIVE('re2'));
  yield await tried('sqlite', () => probes.sqlite(), 'opens a database and writes to it', NATIVE('better-sqlite3'));
  yield await settings(probes);
  yield* plugins(probes);
  yield* state(probes);
  yield await tried(
    'packs',
    () => probes.packs(),
    '',
    'Install sigwatch anew: a file of a rule pack is missing or was changed.',
  );
  yield await tried(
    'local jobs',
    () => probes.startProcess(),
    '',
    'See that this user may start processes (ulimit -u) and that Node itself can be run.',
  );
  for (const platform of PLATFORMS) {
    const check = commands(platform, probes);
    yield check;
    if (platform.name === 'slurm' && check.level === 'ok') yield* slurmChecks(probes);
  }
  yield* modalChecks(probes);
  yield* rayChecks(probes);
  yield terminal(probes);
}

const NATIVE = (name: string) =>
  `Run npm rebuild ${name}; it needs a C++ compiler, make and Python 3 where no prebuilt binary can be downloaded.`;

const PLATFORMS = [
  { name: 'slurm', commands: ['sbatch', 'squeue', 'sacct', 'scancel'], what: 'SLURM jobs' },
  { name: 'modal', commands: ['modal'], what: 'Modal apps' },
] as const;

function node({ node: { version, least } }: Probes): Check {
  const numbers = (text: string) => text.replace(/^\D+/, '').split('.').map(Number);
  const [has, wants] = [numbers(version), numbers(least)];
  const at = has.findIndex((part, i) => part !== (wants[i] ?? 0));
  const enough = at < 0 || (has[at] ?? 0) > (wants[at] ?? 0);
  if (enough) return { name: 'node', level: 'ok', text: version };
  return { name: 'node', level: 'fail', text: `${version} is too old`, remedy: `Install Node ${least} or later.` };
}

/** `text` where the probe has nothing to tell. */
async function tried(
  name: string,
  probe: () => Promise<string | undefined>,
  text: string,
  remedy: string,
): Promise<Check> {
  try {
    return { name, level: 'ok', text: (await probe()) ?? text };
  } catch (error) {
    return { name, level: 'fail', text: (error as Error).message, remedy };
  }
}

async function settings(probes: Probes): Promise<Check> {
  try {
    const file = await probes.config();
    return { name: 'settings', level: 'ok', text: file ?? 'no sigwatch.yaml here; sigwatch init writes one' };
  } catch (error) {
    return {
      name: 'settings',
      level: 'fail',
      text: (error as Error).message,
      remedy: 'Correct the file, or name another by SIGWATCH_CONFIG.',
    };
  }
}

/** Those of the project, of which nothing is run here; none is nothing to tell of. */
function* plugins(probes: Probes): Generator<Check> {
  const all = probes.plugins();
  const fit = all.filter(({ unusable }) => unusable === undefined);
  const list = fit.map(({ name, version }) => `${name} ${version}`.trim()).join(', ');
  if (fit.length > 0)
    yield { name: 'plugins', level: 'ok', text: `${list}, found where a sigwatch.yaml names a component of theirs` };
  for (const { name, unusable } of all)
    if (unusable !== undefined)
      yield {
        name: 'plugins',
        level: 'warn',
        text: `${name} ${unusable}`,
        remedy: 'Install a version of it that fits, or none.',
      };
}

async function* state(probes: Probes): AsyncGenerator<Check> {
  const name = 'state';
  const otherwise = 'Give another directory by --state-dir or SIGWATCH_STATE_DIR.';
  let path = '';
  try {
    path = await probes.stateDirectory();
    const { exists, existing } = probes.directory(path);
    yield { name, level: 'ok', text: exists ? `${path}, writable` : `${path}, will be made when a run starts` };
    yield room(probes.freeBytes(existing), otherwise);
    const mode = await probes.journal(existing);
    const text =
      mode === 'wal'
        ? 'WAL: any number of readers beside a run'
        : 'rollback journal, as its file system is shared by machines or has no WAL';
    yield { name: 'journal', level: 'ok', text };
    yield leases(exists ? await probes.leases(path) : []);
  } catch (error) {
    yield { name, level: 'fail', text: `${path ? `${path}: ` : ''}${(error as Error).message}`, remedy: otherwise };
  }
}

function room(free: number, otherwise: string): Check {
  const text = free >= 1024 * MIB ? `${(free / 1024 / MIB).toFixed(1)} GiB free` : `${Math.floor(free / MIB)} MiB free`;
  if (free >= ROOM_WARN) return { name: 'space', level: 'ok', text };
  return {
    name: 'space',
    level: free < ROOM_FAIL ? 'fail' : 'warn',
    text,
    remedy: `Make room; records of runs grow. ${otherwise}`,
  };
}

function leases(held: Awaited<ReturnType<Probes['leases']>>): Check {
  const list = held.map(
    ({ run_id, host, pid, seconds }) => `${run_id} (process ${pid} on ${host}, for ${duration(seconds * 1000)})`,
  );
  return { name: 'leases', level: 'ok', text: list.length === 0 ? 'no run is supervised now' : list.join('; ') };
}

function commands({ name, commands: wanted, what }: (typeof PLATFORMS)[number], probes: Probes): Check {
  const missing = wanted.filter((command) => probes.command(command) === undefined);
  if (missing.length === 0) return { name, level: 'ok', text: wanted.map((one) => probes.command(one)).join(', ') };
  const list = missing.map((one) => `\`${one}\``).join(', ');
  return { name, level: 'info', text: `not found: ${list}; needed only for ${what}` };
}

function terminal({ terminal: { isTTY, columns, color } }: Probes): Check {
  const name = 'terminal';
  if (!isTTY)
    return { name, level: 'ok', text: 'none: output goes to a file or a pipe, plain and without a status line' };
  const text = `${columns} columns, ${color ? 'colours' : 'no colours'}`;
  if (columns >= NARROWEST) return { name, level: 'ok', text };
  return {
    name,
    level: 'warn',
    text,
    remedy: `Make it at least ${NARROWEST} columns wide, so that lines keep their columns.`,
  };
}
