import RE2 from 're2';
import { lazily } from '../lazily.js';

/** What stands before a line of schemas/wire.schema.json where launchers put a rank, a time or a host. */
const LONGEST_PREFIX = 400;

const head = lazily(
  () => new RE2(`^.{0,${LONGEST_PREFIX}}?\\{\\s*"sigwatch"\\s*:\\s*1\\s*,\\s*"type"\\s*:\\s*"(\\w+)"`, 'su'),
);
const handled = lazily(() => new RE2('"handled"\\s*:\\s*true\\b', 'u'));
/** The traceback of an error, and what stands behind it. */
const traceback = lazily(() => new RE2('"traceback"\\s*:\\s*"((?:[^"\\\\]|\\\\.)*)', 'u'));

/**
 * What a line that a program printed for sigwatch says of a failure at a place: `told`, for errors that nobody handled, where
 * it is no frame of the traceback; else `echo`, since rules for these lines say themselves what they mean. Undefined where it is
 * no such line.
 */
export function wireLine(text: string, at: number): 'told' | 'echo' | undefined {
  // Asked for every line at which a rule for failures hits: most of them end here.
  if (!text.includes('"sigwatch"')) return undefined;
  const type = head().exec(text)?.[1];
  if (type === undefined) return undefined;
  if (type !== 'error' || handled().test(text)) return 'echo';
  return isFrame(text, at) ? 'echo' : 'told';
}

/** Whether a place is in a line of the traceback that is indented: a frame, or the source under it. */
function isFrame(text: string, at: number): boolean {
  const found = traceback().exec(text);
  const from = found === null ? -1 : found.index + found[0].length - (found[1] as string).length;
  if (found === null || at < from || at >= found.index + found[0].length) return false;
  const line = Math.max(text.lastIndexOf('\\n', at), from - 2);
  return text.startsWith('  ', line + 2);
}
