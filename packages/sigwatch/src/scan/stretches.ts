import { type LogSource, nodeFileSystem, type PlainFile, plainFile } from '@sigwatch/core';

/** Up to so many bytes a file is searched by one thread, and opened when its turn comes. */
const WHOLE = 2 ** 22;
/** Larger ones that are open at once: far fewer than a process may have. */
const MOST_OPEN = 200;

/** Sources that follow each other and are read alike: files by several threads at once, or one after the other. */
export interface Stretch {
  readonly sources: readonly LogSource[];
  /** Of each source. */
  readonly files?: readonly PlainFile[];
}

/** The large files of a stretch are open when it is handed out; they have to be closed before the next one is asked for. */
export function* stretchesOf(sources: readonly LogSource[], mostOpen = MOST_OPEN): Generator<Stretch, undefined> {
  let alike: LogSource[] = [];
  let files: PlainFile[] = [];
  let open = 0;
  const taken = (): Stretch => {
    const stretch = { sources: alike, ...(files.length > 0 && { files }) };
    alike = [];
    files = [];
    open = 0;
    return stretch;
  };
  for (const source of sources) {
    const file = plainFile(source, WHOLE);
    if (alike.length > 0 && (open >= mostOpen || files.length > 0 !== (file !== undefined))) yield taken();
    alike.push(source);
    if (file !== undefined) files.push(file);
    if (file?.fd !== undefined) open += 1;
  }
  if (alike.length > 0) yield taken();
  return undefined;
}

/** For files that are read in turn after all. */
export function closeFiles(files: readonly PlainFile[] = []): void {
  for (const { fd } of files) if (fd !== undefined) nodeFileSystem.close(fd);
}
