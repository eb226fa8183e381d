import { type Cursor, type Discovery, type LogSource, streamSource } from '@sigwatch/core';
import { Common } from './common.js';

/** What paths mean: files, globs and directories, or standard input for `-`. `common`: what other runs of this process share with this one. */
export function logsOf(
  paths: readonly string[],
  follow: boolean,
  known: readonly Cursor[] = [],
  common: Common = new Common(),
): Discovery {
  const files = paths.filter((path) => path !== '-');
  const found = follow ? common.follow(files, known) : common.readOnce(files);
  if (!paths.includes('-')) return found;
  return {
    async *sources(abort) {
      yield streamSource('stdin', process.stdin, { deps: common.deps });
      if (files.length > 0) yield* found.sources(abort);
    },
  };
}

/** The logs that are there now, to be read once. */
export async function sourcesOf(paths: readonly string[], common?: Common): Promise<readonly LogSource[]> {
  const sources: LogSource[] = [];
  for await (const source of logsOf(paths, false, [], common).sources(new AbortController().signal))
    sources.push(source);
  return sources;
}
