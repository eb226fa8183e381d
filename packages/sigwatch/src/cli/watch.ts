import { logsOf } from '../logs.js';
import { nameOfLogs, newRunId } from '../run-names.js';
import { requireLogs, tellMissing } from './readable.js';
import { rulesOf, timeoutOf } from './setting.js';
import { superviseInForeground } from './supervise.js';

type Options = Readonly<Record<string, unknown>>;

/** `sigwatch watch LOG…` */
export async function verb(paths: readonly string[], options: Options): Promise<number> {
  const name = nameOfLogs(paths);
  const run_id = (options.runId as string | undefined) ?? newRunId(name, new Date(), Math.random());
  const follow = options.once !== true && !paths.every((path) => path === '-');
  await (options.once === true ? requireLogs(paths) : tellMissing(paths));
  return superviseInForeground(
    { run_id, name, ...rulesOf(options), ...timeoutOf(options), logs: (known) => logsOf(paths, follow, known) },
    options,
    { stops: false },
  );
}
