const LF = 10;
const CR = 13;

/** One line as a person reads it. */
export interface WatchedLine {
  readonly source: string;
  /** 1-based, counted by `\n`. */
  readonly line: number;
  /** UTF-8, what is not valid as U+FFFD; without its line end. */
  readonly text: string;
}

/** Splits a chunk of whole lines; `first` is the number of its first line. A bare `\r` ends a line but does not count. */
export function* linesOf(source: string, chunk: Buffer, first: number): Generator<WatchedLine> {
  let line = first;
  for (let start = 0; start < chunk.length; line++) {
    const end = chunk.indexOf(LF, start);
    const stop = end < 0 ? chunk.length : end;
    const text = chunk.toString('utf8', start, chunk[stop - 1] === CR ? stop - 1 : stop);
    for (const part of text.split('\r')) yield { source, line, text: part };
    start = stop + 1;
  }
}
