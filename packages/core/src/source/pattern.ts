import path from 'node:path';
import picomatch from 'picomatch';
import type { FileSystem } from './file-system.js';
import { hasLogName, holdsText } from './text-logs.js';

/** A pattern that the user gave: a path, a directory, or a glob. */
export interface Pattern {
  /** Not a glob: the path itself, which may not exist yet. */
  readonly literal: string | undefined;
  /** Files may be found by it: of a path only where that may come to be a directory. */
  readonly open: boolean;
  /** The directory below which files are looked for, and so many levels deep. */
  readonly base: string;
  readonly depth: number;
  /** Whether a file is meant, by its name relative to the base. */
  matches(name: string): boolean;
  /** Whether a file that matches is meant, by what it holds at present. */
  accepts(files: FileSystem, path: string): boolean;
  /** The path of a file, beginning as the pattern does. */
  pathOf(name: string): string;
}

/** Globs know `*`, `?`, `[]`, `{a,b}` and `**`; none of them matches a name that begins with a dot. */
export function parsePattern(text: string, files: FileSystem): Pattern {
  const { base, glob, isGlob } = MAGIC.test(text) ? picomatch.scan(text) : NO_GLOB;
  // A file whose real name looks like a glob (`run[1].log`) is meant when it is there.
  const facts = files.facts(text);
  if (!isGlob || facts?.kind === 'file') {
    const isDirectory = facts?.kind === 'directory';
    const open = isDirectory || (facts === undefined && mayBeDirectory(text));
    return { ...directory(text), literal: isDirectory ? undefined : text, open };
  }
  const start = base === '' ? '.' : base;
  // Without `**` nothing deeper than the pattern's own depth can match.
  const depth = glob.includes('**') || /\{[^}]*\//.test(glob) ? Number.POSITIVE_INFINITY : glob.split('/').length;
  const prefix = base === '' ? '' : base.endsWith('/') ? base : `${base}/`;
  const matches = picomatch(glob);
  return {
    literal: undefined,
    open: true,
    base: start,
    depth,
    matches: (name) => matches(name),
    accepts: () => true,
    pathOf: (name) => prefix + name,
  };
}

/** Whether a file is meant, and no glob, that is not there. */
export const isMissing = (text: string, files: FileSystem): boolean =>
  parsePattern(text, files).literal !== undefined && files.facts(text) === undefined;

/** What every glob has one of; a plain path need not wait for picomatch to be loaded. */
const MAGIC = /[*?[\]{}()!+@\\]/;
const NO_GLOB = { base: '', glob: '', isGlob: false };

/** What has an ending, such as `train.log`, is to be a file. */
const mayBeDirectory = (text: string): boolean => text.endsWith('/') || path.extname(text) === '';

const directory = (text: string): Pattern => ({
  literal: undefined,
  open: true,
  base: text,
  depth: Number.POSITIVE_INFINITY,
  matches: (name) => hasLogName(path.join(text, name)),
  accepts: holdsText,
  pathOf: (name) => path.join(text, name),
});
