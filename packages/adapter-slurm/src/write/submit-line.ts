import { readComment, type SigwatchComment } from './comment.js';

/**
 * Our comment in the line that accounting keeps of an `sbatch`: its words with blanks between them, without quotes. Only
 * the end of the Json tells where the comment ends.
 */
export function commentInLine(line: string): SigwatchComment | undefined {
  const at = line.lastIndexOf('--comment={"sigwatch":');
  if (at < 0) return undefined;
  const from = at + '--comment='.length;
  return readComment(line.slice(from, endOfObject(line, from)));
}

/** What `sbatchCall` puts behind the user's options, in its order. */
const OURS =
  /^(?: --hold)?(?: --clusters=\S*)?(?: --array=\S*)?(?: --export=\S*)?(?: --exclude=\S*)?(?: --dependency=)?(?: --begin=now(?:\+\d+)?)?(?= |$)/;

/** Such a line as it would be without us: a restart that was held, or left nodes out, is not to be so for ever. */
export function withoutOurs(line: string): string {
  const ours = ' --parsable --comment=';
  const at = line.indexOf(`${ours}{"sigwatch":`);
  if (at < 0) return line;
  const behind = line.slice(endOfObject(line, at + ours.length));
  return line.slice(0, at) + behind.replace(OURS, '');
}

function endOfObject(text: string, from: number): number {
  let quoted = false;
  for (let at = from; at < text.length; at += 1) {
    const sign = text[at];
    if (quoted && sign === '\\') at += 1;
    else if (sign === '"') quoted = !quoted;
    else if (sign === '}' && !quoted) return at + 1;
  }
  return text.length;
}
