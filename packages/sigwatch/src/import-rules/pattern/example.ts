import { linePattern, type PatternNode, parsePattern } from '@sigwatch/core';

/**
 * A line that a pattern matches, made of its own words: what may be left out is, and where anything may stand a space
 * does. `metric`: the text of its first group. Undefined where the pattern does not show what such a line looks like.
 */
export function exampleLine(pattern: string, metric?: string): string | undefined {
  const [tree, checked] = [parsePattern(pattern), linePattern(pattern)];
  if (tree === undefined || 'issues' in checked) return undefined;
  const line = lineOf(tree, metric) ?? '';
  return [line.trim(), line].find((one) => {
    const found = one === '' ? undefined : checked.match(one);
    return found !== undefined && (metric === undefined || found[1]?.trim() === metric);
  });
}

/** The same line without the last word of its longest text; undefined where the pattern matches even that. */
export function nearMissLine(pattern: string): string | undefined {
  const [tree, checked, line] = [parsePattern(pattern), linePattern(pattern), exampleLine(pattern)];
  if (tree === undefined || 'issues' in checked || line === undefined) return undefined;
  const longest = textsOf(tree).reduce((best, text) => (text.length > best.length ? text : best), '');
  const words = longest.trimEnd().split(' ');
  const fewer = words.length > 1 ? words.slice(0, -1).join(' ') : longest.slice(0, Math.ceil(longest.length / 2));
  const near = longest === '' ? '' : line.replace(longest.trim(), () => fewer.trim()).trim();
  return near === '' || checked.match(near) !== undefined ? undefined : near;
}

function lineOf(node: PatternNode, metric: string | undefined): string | undefined {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'class':
      return has(node.ranges, 'a') && has(node.ranges, ' ') ? '.' : characterOf(node.ranges);
    case 'unlisted':
      return undefined;
    case 'assert':
      return '';
    case 'capture':
      return node.group === 1 && metric !== undefined ? metric : lineOf(node.of, metric);
    case 'repeat': {
      if (node.min === 0) return holdsMetric(node.of, metric) ? lineOf(node.of, metric) : '';
      const one = node.of.kind === 'class' ? characterOf(node.of.ranges) : lineOf(node.of, metric);
      return one?.repeat(node.min);
    }
    case 'alternate':
      return node.of.map((way) => lineOf(way, metric)).find((way) => way !== undefined);
    case 'concat':
      return joined(node.of, metric);
  }
}

/** Parts one after the other; where anything may stand between two, a space does, or a word between spaces. */
function joined(nodes: readonly PatternNode[], metric: string | undefined): string | undefined {
  const parts = nodes.map((node) => (isGap(node) ? GAP : lineOf(node, metric)));
  if (parts.includes(undefined)) return undefined;
  return parts.reduce<string>((line, part, i) => {
    if (part !== GAP) return line + part;
    const next = parts[i + 1] ?? '';
    if (line === '' || next === '') return line;
    if (!line.endsWith(' ') && !next.startsWith(' ')) return `${line} `;
    return line.endsWith(' ') && next.startsWith(' ') ? `${line}x` : line;
  }, '');
}

/** Stands for a gap until it is known what is beside it; no text of a pattern is this. */
const GAP = '\n';

const holdsMetric = (node: PatternNode, metric: string | undefined): boolean =>
  metric !== undefined && node.kind === 'capture' && node.group === 1;

const has = (ranges: readonly (readonly [number, number])[], character: string): boolean =>
  ranges.some(([first, last]) => character.charCodeAt(0) >= first && character.charCodeAt(0) <= last);

/** `.*` between two texts. */
const isGap = (node: PatternNode): boolean =>
  node.kind === 'repeat' && node.min === 0 && node.of.kind === 'class' && has(node.of.ranges, ' ');

const characterOf = (ranges: readonly (readonly [number, number])[]): string | undefined =>
  ['7', 'a', 'A', ' ', '.', '-', '['].find((character) => has(ranges, character));

function textsOf(node: PatternNode): readonly string[] {
  if (node.kind === 'text') return [node.text];
  if (node.kind === 'concat') return node.of.flatMap(textsOf);
  return node.kind === 'capture' ? textsOf(node.of) : [];
}
