import type { Millis } from '@sigwatch/core';

/** One line of an app's log, as `modal app logs --timestamps --show-container-id` prints it. */
export interface LogLine {
  /** In whole seconds: the client tells no more. */
  readonly time: Millis;
  /** `ta-…`; missing in lines of Modal itself, such as those of image builds. */
  readonly container?: string;
  readonly text: string;
  /** As the client printed it, which tells it from others of the same second. */
  readonly raw: string;
}

/** `2026-11-23 04:00:00+00:00 ta-01ABC text` (modal/_output/rich.py, LineBufferedOutput). */
const LINE = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d\d:\d\d) (?:(ta-[A-Za-z0-9]+) )?(.*)$/s;
/** A line that had not ended when the client asked for more: it begins the rest with what stands before each line. */
const GLUED = / ?(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d\d:\d\d) (ta-[A-Za-z0-9]+) /g;
/** The client moves up a row where a bar is drawn anew. */
const ROW_UP = '\u001b[1A';

/** Undefined for what is no line of the log: the client's own words. */
export function logLine(raw: string): LogLine | undefined {
  const plain = raw.replaceAll(ROW_UP, '');
  const [, stamp = '', container, text = ''] = LINE.exec(plain) ?? [];
  const time = Date.parse(stamp.replace(' ', 'T'));
  if (Number.isNaN(time)) return undefined;
  const whole = container === undefined ? text : joined(text, container);
  const head = container === undefined ? stamp : `${stamp} ${container}`;
  return { time, text: whole, raw: `${head} ${whole}`, ...(container === undefined ? {} : { container }) };
}

const joined = (text: string, container: string): string =>
  text.includes(` ${container} `)
    ? text.replaceAll(GLUED, (found, _stamp, other) => (other === container ? '' : found))
    : text;

/** Takes output as it comes, and gives its whole lines; `\r` ends one too, as of progress bars. */
export class LineSplitter {
  readonly #decoder = new TextDecoder();
  #rest = '';

  take(bytes: Buffer): readonly LogLine[] {
    return this.#lines(this.#rest + this.#decoder.decode(bytes, { stream: true }));
  }

  /** What stands behind the last line's end, once nothing more comes. */
  end(): readonly LogLine[] {
    return this.#lines(`${this.#rest}${this.#decoder.decode()}\n`);
  }

  #lines(text: string): readonly LogLine[] {
    // A `\r` at the very end may be half of `\r\n`.
    const end = text.endsWith('\r') ? text.length - 1 : text.length;
    const parts = text.slice(0, end).split(/\r\n|\n|\r/);
    this.#rest = (parts.pop() ?? '') + text.slice(end);
    return parts.flatMap((part) => logLine(part) ?? []);
  }
}
