/** A line of NCCL's own log: `HOST:PID:TID [GPU] NCCL INFO MESSAGE`. */
export interface NcclLine {
  readonly host: string;
  readonly pid: string;
  /** Index of the GPU on its host, as the process sees it. */
  readonly gpu: string;
  readonly message: string;
}

const INFO = ' NCCL INFO ';
/** Of a longer line only so much is looked at. */
const LONGEST = 2_000;

/** Reads a line, whatever a launcher, a time or Ray put before it; undefined for one that is none. */
export function lineOf(line: string): NcclLine | undefined {
  const text = line.slice(0, LONGEST);
  const at = text.indexOf(INFO);
  if (at < 0) return undefined;
  const open = text.lastIndexOf('[', at);
  const close = text.indexOf(']', open);
  // Newer ones write the time between the GPU and the word: `[0] 12.345 NCCL INFO` stays `[0]`.
  if (open < 1 || close < 0 || close > at) return undefined;
  const before = text.slice(0, open).trimEnd();
  const process = before.slice(lastBreak(before) + 1).split(':');
  const [host, pid, thread] = process.slice(-3);
  if (process.length < 3 || host === undefined || !isHost(host) || !isNumber(pid) || !isNumber(thread))
    return undefined;
  return { host, pid: pid as string, gpu: text.slice(open + 1, close), message: text.slice(at + INFO.length).trim() };
}

/** Where the word begins that names the process: after a blank, a bracket of a rank, or the end of a colour. */
function lastBreak(text: string): number {
  const colour = text.lastIndexOf('\u001b');
  const letter = colour < 0 ? -1 : text.indexOf('m', colour);
  return Math.max(text.lastIndexOf(' '), text.lastIndexOf('>'), text.lastIndexOf(')'), text.lastIndexOf(']'), letter);
}

/** A command that prints such a line is itself printed by Ray, and names no host. */
const isHost = (text: string): boolean =>
  text !== '' && !['"', "'", '`', '\\', '/', '='].some((char) => text.includes(char));

const isNumber = (text: string | undefined): boolean =>
  text !== undefined && text !== '' && Number.isInteger(Number(text));
