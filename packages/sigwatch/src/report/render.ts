import type { Item, Section } from './sections.js';

const LABEL = 12;

/** Plain text, one row each: for a terminal, a file or a mail. */
export function textOf(sections: readonly Section[]): string {
  const [first, ...rest] = sections;
  const head = [first?.title ?? '', ...(first?.items ?? []).flatMap((item) => rowsOf(item, 2))];
  const others = rest.flatMap(({ title, items }) => [
    '',
    title,
    ...items.flatMap((item) => [`  ${item.head}`, ...rowsOf(item, 4)]),
  ]);
  return `${[...head, ...others].join('\n')}\n`;
}

function rowsOf({ rows, quoted = [] }: Item, indent: number): string[] {
  const space = ' '.repeat(indent);
  return [
    ...rows.map(([label, text]) => `${space}${label.padEnd(LABEL)}${text}`),
    ...quoted.map((line) => `${space}| ${line}`),
  ];
}

/** Markdown for an issue. What a log or a command says is quoted, so that nothing in it is taken for markup. */
export function markdownOf(sections: readonly Section[]): string {
  const blocks = sections.map(({ title, items }, index) => {
    const heading = `${index === 0 ? '##' : '###'} ${plain(title)}`;
    return [
      heading,
      '',
      ...items.flatMap((item) => (item.head === '' ? item.rows.map(bullet('')) : itemOf(item))),
    ].join('\n');
  });
  return `${blocks.join('\n\n')}\n`;
}

function itemOf({ head, rows, quoted = [] }: Item): string[] {
  const fence = '`'.repeat(Math.max(3, longestRun(quoted.join('\n')) + 1));
  const code = quoted.length === 0 ? [] : ['', ...[`${fence}text`, ...quoted, fence].map((line) => `  ${line}`), ''];
  return [`- **${plain(head)}**`, ...rows.map(bullet('  ')), ...code];
}

const bullet =
  (indent: string) =>
  ([label, text]: readonly [string, string]) =>
    `${indent}- ${label}: ${AS_CODE.has(label) ? codeOf(text) : plain(text)}`;
const AS_CODE: ReadonlySet<string> = new Set(['command', 'job', 'from', 'root cause', 'line', 'name']);

function codeOf(text: string): string {
  const ticks = '`'.repeat(longestRun(text) + 1);
  const space = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${ticks}${space}${text}${space}${ticks}`;
}

const plain = (text: string) => text.replaceAll(/[\\`*_[\]<>#|~@]/g, '\\$&');

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
