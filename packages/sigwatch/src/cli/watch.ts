import { basename } from 'node:path';
import { type Cursor, type Discovery, discoverFiles, streamSource, systemDeps, Wakes } from '@sigwatch/core';
import { newRunId, rulesOf, timeoutOf } from './setting.js';
import { superviseInForeground } from './supervise.js';

type Options = Readonly<Record<string, unknown>>;

/** What a verb reads: files, globs and directories, or standard input for `-`. */
export function logsOf(paths: readonly string[], follow: boolean, known: readonly Cursor[] = []): Discovery {
  const files = paths.filter((path) => path !== '-');
  const found = discoverFiles(files, { deps: systemDeps, wakes: new Wakes(), follow, known });
  if (!paths.includes('-')) return found;
  return {
    async *sources(abort) {
      yield streamSource('stdin', process.stdin, { deps: systemDeps });
      if (files.length > 0) yield* found.sources(abort);
    },
  };
}

/** `sigwatch watch LOG…` */
export async function verb(paths: readonly string[], options: Options): Promise<number> {
  const name = paths[0] === '-' ? 'stdin' : basename(paths[0] ?? 'log').replaceAll(/[*?[\]{}]/g, '');
  const run_id = (options.runId as string | undefined) ?? newRunId(name, new Date(), Math.random());
  const follow = options.once !== true && !paths.every((path) => path === '-');
  return superviseInForeground(
    { run_id, name, ...rulesOf(options), ...timeoutOf(options), logs: (known) => logsOf(paths, follow, known) },
    options,
    { stops: false },
  );
}
