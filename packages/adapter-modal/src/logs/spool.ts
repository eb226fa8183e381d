import { appendFileSync, closeSync, mkdirSync, openSync, readSync, statSync, truncateSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type LogLine, logLine } from './log-line.js';

/** Lines of Modal itself, which belong to no container. */
export const OWN_LOG = 'modal';

interface Part {
  readonly path: string;
  /** Bytes that `app.log` has for it. */
  due: number;
  /** Bytes that it holds. */
  size: number;
}

const CHUNK = 1 << 20;

/**
 * An app's log on this disk: all lines as they came in `all/app.log`, which alone says what is known, and a file of the
 * bare lines of each container, which follows from it: what a crash has left out there is written again, and what is there
 * already is not.
 */
export class Spool {
  readonly #all: string;
  readonly #parts = new Map<string, Part>();

  constructor(private readonly directory: string) {
    this.#all = join(directory, 'all', 'app.log');
  }

  /** Reads what is there; again after an `add` that has thrown. `known` is given each line. */
  open(known: (line: LogLine) => void): void {
    this.#parts.clear();
    mkdirSync(dirname(this.#all), { recursive: true, mode: 0o700 });
    let file: number;
    try {
      file = openSync(this.#all, 'r');
    } catch {
      return;
    }
    let whole = 0;
    try {
      let rest = Buffer.alloc(0);
      const chunk = Buffer.alloc(CHUNK);
      for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) {
        const bytes = Buffer.concat([rest, chunk.subarray(0, read)]);
        const end = bytes.lastIndexOf(10) + 1;
        const lines = bytes
          .toString('utf8', 0, end)
          .split('\n')
          .slice(0, -1)
          .flatMap((raw) => logLine(raw) ?? []);
        for (const line of lines) known(line);
        this.#fill(lines);
        whole += end;
        rest = Buffer.from(bytes.subarray(end));
      }
    } finally {
      closeSync(file);
    }
    // Half a line was being written when the machine stopped.
    if (whole < statSync(this.#all).size) truncateSync(this.#all, whole);
  }

  add(lines: readonly LogLine[]): void {
    if (lines.length === 0) return;
    appendFileSync(this.#all, lines.map(({ raw }) => `${raw}\n`).join(''), { mode: 0o600 });
    this.#fill(lines);
  }

  /** Names of the containers that have printed something. */
  containers(): readonly string[] {
    return [...this.#parts.keys()].filter((name) => name !== OWN_LOG);
  }

  path(name: string): string {
    return join(this.directory, `${name}.log`);
  }

  #fill(lines: readonly LogLine[]): void {
    const texts = new Map<string, string[]>();
    for (const { container = OWN_LOG, text } of lines) {
      const list = texts.get(container);
      if (list === undefined) texts.set(container, [`${text}\n`]);
      else list.push(`${text}\n`);
    }
    for (const [name, list] of texts) this.#append(this.#part(name), Buffer.from(list.join('')));
  }

  #append(part: Part, bytes: Buffer): void {
    const missing = part.due + bytes.length - part.size;
    part.due += bytes.length;
    if (missing <= 0) return;
    appendFileSync(part.path, bytes.subarray(Math.max(0, bytes.length - missing)), { mode: 0o600 });
    part.size = part.due;
  }

  #part(name: string): Part {
    const known = this.#parts.get(name);
    if (known !== undefined) return known;
    const path = this.path(name);
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    const part: Part = { path, due: 0, size };
    this.#parts.set(name, part);
    return part;
  }
}
