import path from 'node:path';
import picomatch from 'picomatch';
import type { FileSystem } from './file-system.js';
import { looksLikeLog } from './text-logs.js';

/** A pattern that the user gave: a path, a directory, or a glob; and how to find the files that it means now. */
export interface Pattern {
  /** Not a glob: the path itself, which may not exist yet. */
  readonly literal: string | undefined;
  /** A path that is not there yet, and may come to be a directory: its files are then meant. */
  readonly mayBeDirectory?: boolean;
  /** The directory that is watched for new files. */
  readonly base: string;
  /** The regular files that match at present, as paths that begin as the pattern does. */
  list(files: FileSystem): string[];
}

/** Globs know `*`, `?`, `[]`, `{a,b}` and `**`; none of them matches a name that begins with a dot. */
export function parsePattern(text: string, files: FileSystem): Pattern {
  const { base, glob, isGlob } = MAGIC.test(text) ? picomatch.scan(text) : NO_GLOB;
  // A file whose real name looks like a glob (`run[1].log`) is meant when it is there.
  const facts = files.facts(text);
  if (!isGlob || facts?.kind === 'file') {
    if (facts?.kind === 'directory') return directory(text);
    const becomes = facts === undefined && mayBeDirectory(text) ? directory(text) : undefined;
    return {
      literal: text,
      base: path.dirname(text),
      list: (where) => [text, ...(becomes === undefined ? [] : becomes.list(where))],
      ...(becomes === undefined ? {} : { mayBeDirectory: true }),
    };
  }
  const matches = picomatch(glob);
  const start = base === '' ? '.' : base;
  // Without `**` nothing deeper than the pattern's own depth can match.
  const depth = glob.includes('**') || /\{[^}]*\//.test(glob) ? Number.POSITIVE_INFINITY : glob.split('/').length;
  const prefix = base === '' ? '' : base.endsWith('/') ? base : `${base}/`;
  return {
    literal: undefined,
    base: start,
    list: (where) => [...walk(where, start, '', depth)].filter((name) => matches(name)).map((name) => prefix + name),
  };
}

/** What every glob has one of; a plain path need not wait for picomatch to be loaded. */
const MAGIC = /[*?[\]{}()!+@\\]/;
const NO_GLOB = { base: '', glob: '', isGlob: false };

/** What has an ending, such as `train.log`, is to be a file. */
const mayBeDirectory = (text: string): boolean => text.endsWith('/') || path.extname(text) === '';

function directory(text: string): Pattern {
  return {
    literal: undefined,
    base: text,
    list: (files) =>
      [...walk(files, text, '', Number.POSITIVE_INFINITY)]
        .map((name) => path.join(text, name))
        .filter((file) => looksLikeLog(files, file)),
  };
}

// Symbolic links to files count; those to directories are not followed, since they may form a circle.
function* walk(files: FileSystem, base: string, below: string, depth: number): Generator<string> {
  let names: string[];
  try {
    names = files.list(path.join(base, below));
  } catch {
    // Removed in the meantime, or not ours to read; the next listing tries again.
    return;
  }
  for (const name of names) {
    if (name.startsWith('.')) continue;
    const at = below === '' ? name : `${below}/${name}`;
    const kind = files.kind(path.join(base, at));
    if (kind === 'file') yield at;
    else if (kind === 'directory' && depth > 1) yield* walk(files, base, at, depth - 1);
  }
}
