import { lastMark, type Trace } from './trace.js';

/** One sentence for a person: which bytes could not be read, and why. */
export function explainGap(path: string, from: Trace, truncated: boolean, refused: readonly string[]): string {
  const what = truncated ? 'was truncated or rewritten' : 'was replaced by another file';
  const why = refused.length > 0 ? `${refused.join(', ')} can't be opened` : 'no rotated copy holds them';
  return `Bytes of ${path} after ${lastMark(from).offset} may be lost: it ${what} (inode ${from.inode}), and ${why}.`;
}

/** What was read before is nowhere any more, and nothing is in its place. */
export function vanished(path: string, from: Trace): Error {
  const text = `ENOENT: '${path}' has vanished after byte ${lastMark(from).offset}, and no rotated copy of it is there`;
  return Object.assign(new Error(text), { code: 'ENOENT' });
}
