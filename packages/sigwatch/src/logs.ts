import {
  type Cursor,
  type Discovery,
  discoverFiles,
  type LogSource,
  streamSource,
  systemDeps,
  Wakes,
} from '@sigwatch/core';

/** What paths mean: files, globs and directories, or standard input for `-`. */
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

/** The logs that are there now, to be read once. */
export async function sourcesOf(paths: readonly string[]): Promise<readonly LogSource[]> {
  const sources: LogSource[] = [];
  for await (const source of logsOf(paths, false).sources(new AbortController().signal)) sources.push(source);
  return sources;
}
