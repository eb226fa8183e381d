import type { StoredRun } from '@sigwatch/core';
import { type LocalSettings, localRun } from '../local-run.js';
import { environmentOf, newLocalRun, settingsFor, takenUp } from '../local-settings.js';
import { newRunId } from '../run-names.js';
import type { Settings } from '../settings/settings.js';
import { stateDirectoryOf } from './directories.js';
import { unfinishedRun } from './known-run.js';
import { UsageError } from './problem.js';
import { timeoutOf } from './setting.js';
import { componentsFor, settingsOf } from './settings-of.js';
import { superviseInForeground } from './supervise.js';

type Options = Readonly<Record<string, unknown>>;

/** `sigwatch run -- CMD…`; without a command, the job of sigwatch.yaml. */
export async function verb(argv: readonly string[], options: Options): Promise<number> {
  const typed = argv.length === 0 ? undefined : { argv, cwd: process.cwd() };
  const settings = settingsFor(typed, settingsOf(options));
  const before = startedWith(unfinishedRun(settings.run_id, options));
  if (before !== undefined) requireSame(before, typed?.argv, settings);
  const job = before === undefined ? newLocalRun(settings, typed) : takenUp(before, settings);
  if (job === undefined) throw new UsageError(nothingToRun(settings));
  const run_id = settings.run_id?.value ?? newRunId(job.name, new Date(), Math.random());
  const env = environmentOf(job, process.env, settings);
  return superviseInForeground(
    {
      run_id,
      ...localRun(job, env, stateDirectoryOf(options), await componentsFor(job, settings)),
      ...timeoutOf(options),
    },
    options,
    { stops: true },
  );
}

function nothingToRun({ run_id, file }: Settings): string {
  if (run_id !== undefined && run_id.from !== 'file')
    return `there is no run ${run_id.value} to take up again; to start it: sigwatch run --run-id ${run_id.value} -- python train.py`;
  const inFile = file === undefined ? '' : ', or name it in sigwatch.yaml as job: command:';
  return `there is no command to run: sigwatch run -- python train.py${inFile}`;
}

function startedWith(run: StoredRun | undefined): LocalSettings | undefined {
  return (run?.snapshot as { settings?: unknown } | undefined)?.settings as LocalSettings | undefined;
}

/** One name is one command; that of the file counts where the file names the run as well. */
function requireSame(before: LocalSettings, typed: readonly string[] | undefined, { run_id, command }: Settings): void {
  const asked = typed ?? (run_id?.from === 'file' ? command?.value : undefined);
  if (asked === undefined || JSON.stringify(asked) === JSON.stringify(before.argv)) return;
  throw new UsageError(
    `run ${run_id?.value} was started with another command (${before.argv.join(' ')}); choose another --run-id, or leave the command out`,
  );
}
