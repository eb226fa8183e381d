import type { Settings } from '../settings/settings.js';
import { superviseJob } from './supervise-job.js';

type Options = Readonly<Record<string, unknown>>;

/** `sigwatch run -- CMD…`; without a command, the job of sigwatch.yaml. */
export function verb(argv: readonly string[], options: Options): Promise<number> {
  const typed = argv.length === 0 ? {} : { typed: { argv, cwd: process.cwd() } };
  return superviseJob({ ...typed, nothing: nothingToRun }, options, { stops: true });
}

function nothingToRun({ run_id, file }: Settings): string {
  if (run_id !== undefined && run_id.from !== 'file')
    return `there is no run ${run_id.value} to take up again; to start it: sigwatch run --run-id ${run_id.value} -- python train.py`;
  const inFile = file === undefined ? '' : ', or name it in sigwatch.yaml as job: command:';
  return `there is no command to run: sigwatch run -- python train.py${inFile}`;
}
