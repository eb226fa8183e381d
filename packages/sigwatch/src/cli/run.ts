import type { ComponentConfig } from '@sigwatch/core';
import { HERE, PLATFORMS } from '../settings/adapter-config.js';
import type { Settings } from '../settings/settings.js';
import { UsageError } from './problem.js';
import { superviseJob } from './supervise-job.js';

type Options = Readonly<Record<string, unknown>>;

/** `sigwatch run -- CMD…`; without a command, the job of sigwatch.yaml. */
export function verb(argv: readonly string[], options: Options): Promise<number> {
  const typed = argv.length === 0 ? {} : { typed: { argv, cwd: process.cwd() } };
  const adapter = platformIn(options);
  return superviseJob({ ...typed, ...(adapter && { adapter }), nothing: nothingToRun }, options, { stops: true });
}

/** Where the process runs, as it was typed: on this machine, as what it is. */
function platformIn({ platform }: Options): ComponentConfig | undefined {
  if (platform === undefined) return undefined;
  const name = String(platform);
  if (Object.hasOwn(HERE, name)) return HERE[name];
  if (Object.hasOwn(PLATFORMS, name))
    throw new UsageError(`sigwatch run starts processes of this machine; for ${name}: sigwatch submit ${name}`);
  throw new UsageError(`--platform ${name}: give one of ${Object.keys(HERE).join(', ')}`);
}

function nothingToRun({ run_id, file }: Settings): string {
  if (run_id !== undefined && run_id.from !== 'file')
    return `there is no run ${run_id.value} to take up again; to start it: sigwatch run --run-id ${run_id.value} -- python train.py`;
  const inFile = file === undefined ? '' : ', or name it in sigwatch.yaml as job: command:';
  return `there is no command to run: sigwatch run -- python train.py${inFile}`;
}
