import type { FindingCode } from '../lint/finding-codes.js';

/** A text with `${…}` in it: what stands there, and what has to be worked out. */
export type Part = string | Interpolation;

/** `${head}` names a key; `${head:arg,arg}` asks a resolver. */
export interface Interpolation {
  readonly raw: string;
  readonly head: readonly Part[];
  readonly args?: readonly (readonly Part[])[];
}

/** What is wrong with an interpolation; its place is known to whoever reads the value. */
export class InterpolationProblem extends Error {
  constructor(
    readonly code: FindingCode,
    message: string,
    readonly remedy: string,
  ) {
    super(message);
  }
}

const MAX_NESTING = 50;

/** Whether something in the text is to be worked out or unescaped. */
export const interpolated = (value: unknown): value is string => typeof value === 'string' && value.includes('${');

/** The parts of a text. `\${` is no interpolation; the backslash goes unless `keepEscapes`. */
export function parseInterpolation(text: string, keepEscapes = false): readonly Part[] {
  // As it is, since what is put together from its characters would keep each of them.
  if (text !== '' && !interpolated(text)) return [text];
  return new Reader(text, keepEscapes).until('', 0);
}

/** The plain pieces of a text: what stands beside its interpolations, and what these may come to. */
export function literals(text: string): readonly string[] {
  if (!interpolated(text)) return [text];
  const inside = (part: Part): readonly string[] => {
    if (typeof part === 'string') return [part];
    return (part.args ?? []).flatMap((arg) =>
      arg.every((one) => typeof one === 'string') ? arg : arg.flatMap(inside),
    );
  };
  return piecesOf(text).flatMap(inside);
}

/** The parts of a text that was read once already: what is no interpolation by now is a plain text. */
export function piecesOf(text: string): readonly Part[] {
  try {
    return parseInterpolation(text);
  } catch (error) {
    if (!(error instanceof InterpolationProblem)) throw error;
    return [text];
  }
}

class Reader {
  at = 0;
  constructor(
    readonly text: string,
    readonly keepEscapes: boolean,
  ) {}

  /** Reads up to one of the characters outside of braces and quotes, or to the end. */
  until(ends: string, depth: number): Part[] {
    const parts: Part[] = [];
    let plain = '';
    let braces = 0;
    while (this.at < this.text.length) {
      const char = this.text[this.at] as string;
      if (this.text.startsWith('\\${', this.at)) {
        plain += this.keepEscapes ? '\\${' : '${';
        this.at += 3;
        // What is escaped has braces of its own.
        if (ends !== '') braces++;
      } else if (this.text.startsWith('${', this.at)) {
        if (plain !== '') parts.push(plain);
        plain = '';
        parts.push(this.interpolation(depth + 1));
      } else if (braces === 0 && ends.includes(char)) break;
      else if (ends !== '' && (char === "'" || char === '"') && plain.trim() === '' && parts.length === 0) {
        plain = this.quoted(char);
      } else {
        if (char === '{') braces++;
        if (char === '}') braces--;
        plain += char;
        this.at++;
      }
    }
    if (plain !== '') parts.push(plain);
    return parts;
  }

  interpolation(depth: number): Interpolation {
    if (depth > MAX_NESTING)
      throw new InterpolationProblem('bad_interpolation', 'it is nested too deeply', 'Write it without the nesting.');
    const from = this.at;
    this.at += 2;
    const head = this.until(':}', depth);
    const args: Part[][] = [];
    const asks = this.text[this.at] === ':';
    while (this.at < this.text.length && this.text[this.at] !== '}') {
      this.at++;
      args.push(this.until(',}', depth));
    }
    if (this.at >= this.text.length)
      throw new InterpolationProblem(
        'bad_interpolation',
        '`${` is never closed',
        'Close it by `}`, or write `\\${` for the text itself.',
      );
    this.at++;
    return { raw: this.text.slice(from, this.at), head, ...(asks ? { args } : {}) };
  }

  quoted(quote: string): string {
    const end = this.text.indexOf(quote, this.at + 1);
    if (end < 0) return this.text[this.at++] as string;
    const inside = this.text.slice(this.at + 1, end);
    this.at = end + 1;
    return inside;
  }
}
