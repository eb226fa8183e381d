import { type Shape, shapes } from './shapes.js';

/** What stands in the place of a secret. */
export const COVER = '***';

interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * A text without what looks like a secret: hooks and tokens of Slack, keys of AWS, what stands behind `Authorization` or
 * `password=`, and users and passwords in URLs. In one pass for each shape, by comparing signs: lines of logs are in it,
 * which no regular expression ever sees.
 */
export function coverShapes(text: string): string {
  const spans = [...shapes.flatMap((shape) => secretsOf(shape, text)), ...usersInUrls(text)];
  if (spans.length === 0) return text;
  let out = '';
  let done = 0;
  for (const { from, to } of spans.sort((a, b) => a.from - b.from)) {
    if (from >= done) out += text.slice(done, from) + COVER;
    done = Math.max(done, to);
  }
  return out + text.slice(done);
}

function secretsOf(shape: Shape, text: string): readonly Span[] {
  const found: Span[] = [];
  for (const before of shape.before) {
    for (let at = text.indexOf(before); at >= 0; ) {
      const from = behind(shape, text, at + before.length);
      const to = from === undefined ? 0 : endOf(shape, text, from);
      const long = from !== undefined && to - from >= shape.least;
      if (long) found.push({ from: shape.whole ? at : from, to });
      at = text.indexOf(before, long ? to : at + before.length);
    }
  }
  return found;
}

/** Where the secret may begin; undefined where what has to stand before it does not. */
function behind({ between = '', needs = '', words = [] }: Shape, text: string, from: number): number | undefined {
  let at = from;
  let met = needs === '';
  for (; at < from + MOST_BETWEEN && at < text.length && between.includes(text[at]!); at++)
    if (needs.includes(text[at]!)) met = true;
  if (!met) return undefined;
  const word = words.find((one) => text.startsWith(one, at));
  if (word === undefined) return at;
  const next = at + word.length;
  return text[next] === ' ' ? next + 1 : at;
}

const MOST_BETWEEN = 8;

function endOf({ signs }: Shape, text: string, from: number): number {
  let at = from;
  while (at < text.length && signs.has(text[at]!)) at++;
  return at;
}

const ENDS_HOST = new Set(['/', '?', '#', ' ', '\t', '\n', '"', "'", '<', '>', '\\', '`', '|']);

/** `https://USER:PASSWORD@host`: what stands before the last `@` of the host. */
function usersInUrls(text: string): readonly Span[] {
  const found: Span[] = [];
  for (let at = text.indexOf('://'); at >= 0; at = text.indexOf('://', at + 3)) {
    let end = at + 3;
    let sign = -1;
    for (; end < text.length && !ENDS_HOST.has(text[end]!); end++) if (text[end] === '@') sign = end;
    if (sign > at + 3) found.push({ from: at + 3, to: sign });
  }
  return found;
}
