import { escapeAt, isNumber } from './json-tokens.js';
import type { Members, Value } from './value.js';

/** What is nested deeper is kept as text: no stack grows with what a line holds. */
const DEEPEST = 32;
/** So many places of a line are tried where an object could begin. */
const STARTS = 8;

/** The first JSON object of a line with anything in it; undefined when there is none that is whole. Never throws. */
export function readJson(line: string): Members | undefined {
  let tried = 0;
  for (let at = line.indexOf('{'); at >= 0 && tried < STARTS; at = line.indexOf('{', at + 1)) {
    if (line[blanks(line, at + 1)] !== '"') continue;
    tried += 1;
    const found = new Reader(line, at).value(0);
    if (found?.kind === 'object') return inContainer(found.members) ?? found.members;
  }
  return undefined;
}

/** `{"log": "…\n", "stream": "stderr", "time": …}`, as a container runtime wraps each line that a program prints. */
export function containerLine(members: Members): string | undefined {
  const [log, stream] = [members.get('log'), members.get('stream')];
  const wrapped = log?.kind === 'text' && (stream?.text === 'stdout' || stream?.text === 'stderr');
  return wrapped ? log.text : undefined;
}

function inContainer(members: Members): Members | undefined {
  const inner = containerLine(members)?.trimStart();
  const found = inner?.startsWith('{') ? new Reader(inner, 0).value(0) : undefined;
  return found?.kind === 'object' ? found.members : undefined;
}

/** JSON with the `NaN` and `Infinity` that Python writes, and with control characters in texts. */
class Reader {
  /** The next backslash, as far as it is known; looked for once, however many texts come before it. */
  private slash = -1;

  constructor(
    private readonly line: string,
    private at: number,
  ) {}

  /** The value that begins here; undefined when it is none, or not whole. */
  value(depth: number): Value | undefined {
    this.at = blanks(this.line, this.at);
    const char = this.line[this.at];
    if (char === '"') {
      const text = this.text();
      return text === undefined ? undefined : { kind: 'text', text };
    }
    if (char !== '{' && char !== '[') return this.word();
    if (depth >= DEEPEST) return this.skipped();
    return char === '{' ? this.object(depth) : this.array(depth);
  }

  private object(depth: number): Value | undefined {
    const from = this.at;
    const members = new Map<string, Value>();
    const whole = this.each('}', () => {
      const key = this.line[this.at] === '"' ? this.text() : undefined;
      this.at = blanks(this.line, this.at);
      if (key === undefined || this.line[this.at] !== ':') return false;
      this.at += 1;
      const value = this.value(depth + 1);
      if (value) members.set(key, value);
      return value !== undefined;
    });
    return whole ? { kind: 'object', text: this.line.slice(from, this.at), members } : undefined;
  }

  private array(depth: number): Value | undefined {
    const from = this.at;
    const items: Value[] = [];
    const whole = this.each(']', () => {
      const value = this.value(depth + 1);
      if (value) items.push(value);
      return value !== undefined;
    });
    return whole ? { kind: 'array', text: this.line.slice(from, this.at), items } : undefined;
  }

  /** What stands between brackets, parted by commas. */
  private each(close: string, one: () => boolean): boolean {
    this.at = blanks(this.line, this.at + 1);
    if (this.line[this.at] === close) {
      this.at += 1;
      return true;
    }
    for (;;) {
      this.at = blanks(this.line, this.at);
      if (!one()) return false;
      this.at = blanks(this.line, this.at);
      const joint = this.line[this.at++];
      if (joint === close) return true;
      if (joint !== ',') return false;
    }
  }

  /** An object or an array as it is written, up to the bracket that closes it. */
  private skipped(): Value | undefined {
    const from = this.at;
    let open = 0;
    while (this.at < this.line.length) {
      const char = this.line[this.at]!;
      if (char === '"') {
        if (this.text() === undefined) return undefined;
        continue;
      }
      this.at += 1;
      if (char === '{' || char === '[') open += 1;
      else if (char === '}' || char === ']') open -= 1;
      if (open === 0) return { kind: 'word', text: this.line.slice(from, this.at) };
    }
    return undefined;
  }

  /** A text between quotes, its escapes resolved. */
  private text(): string | undefined {
    let out = '';
    for (let from = this.at + 1; ; ) {
      const quote = this.line.indexOf('"', from);
      if (quote < 0) return undefined;
      if (this.slash < from) {
        const next = this.line.indexOf('\\', from);
        this.slash = next < 0 ? this.line.length : next;
      }
      if (this.slash > quote) {
        this.at = quote + 1;
        return out + this.line.slice(from, quote);
      }
      const found = escapeAt(this.line, this.slash);
      if (!found) return undefined;
      out += this.line.slice(from, this.slash) + found.text;
      from = found.end;
    }
  }

  private word(): Value | undefined {
    const from = this.at;
    while (this.at < this.line.length && !' \t\r\n,]}'.includes(this.line[this.at]!)) this.at += 1;
    const text = this.line.slice(from, this.at);
    if (text === 'null') return { kind: 'null', text };
    const known = ['true', 'false', 'NaN', 'Infinity', '-Infinity'].includes(text) || isNumber(text);
    return known ? { kind: 'word', text } : undefined;
  }
}

function blanks(line: string, from: number): number {
  let at = from;
  while (at < line.length && ' \t\r\n'.includes(line[at]!)) at += 1;
  return at;
}
