/** Lines around a change that tell where it is. */
const CONTEXT = 3;

interface Line {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/** How a text becomes another one, as `diff -u` says it; nothing where they are equal. */
export function unifiedDiff(name: string, before: string, after: string): readonly string[] {
  const lines = changesOf(linesOf(before), linesOf(after));
  const near = (at: number) =>
    lines.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some(({ sign }) => sign !== ' ');
  const out: string[] = [];
  let hunk: Line[] = [];
  let [old, now] = [1, 1];
  const end = () => {
    if (hunk.length > 0) out.push(header(hunk, old, now), ...hunk.map(shown));
    hunk = [];
  };
  for (const [at, line] of lines.entries()) {
    if (near(at)) hunk.push(line);
    else {
      end();
      // Only lines that stay lie between hunks.
      [old, now] = [old + 1, now + 1];
      continue;
    }
    if (at + 1 < lines.length && !near(at + 1)) {
      const kept = hunk;
      end();
      [old, now] = [old + count(kept, '+'), now + count(kept, '-')];
    }
  }
  end();
  return out.length === 0 ? [] : [`--- ${name}`, `+++ ${name}`, ...out];
}

/** With their ends, so that a last line without one, or with another one, is another line. */
const linesOf = (text: string): readonly string[] => text.split(/(?<=\n)/).filter((line) => line !== '');

const count = (lines: readonly Line[], not: Line['sign']): number => lines.filter(({ sign }) => sign !== not).length;

function header(hunk: readonly Line[], old: number, now: number): string {
  const range = (start: number, length: number) => `${length === 0 ? start - 1 : start},${length}`;
  return `@@ -${range(old, count(hunk, '+'))} +${range(now, count(hunk, '-'))} @@`;
}

const shown = ({ sign, text }: Line): string =>
  text.endsWith('\n') ? sign + text.slice(0, -1) : `${sign}${text}\n\\ No newline at end of file`;

/** The longest lines in common stay; between them the old ones go before the new ones come. */
function changesOf(before: readonly string[], after: readonly string[]): readonly Line[] {
  let [head, tail] = [0, 0];
  while (head < before.length && before[head] === after[head]) head++;
  const most = Math.min(before.length, after.length) - head;
  while (tail < most && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const [old, now] = [before.slice(head, before.length - tail), after.slice(head, after.length - tail)];
  const stay = (lines: readonly string[]): Line[] => lines.map((text) => ({ sign: ' ', text }));
  return [...stay(before.slice(0, head)), ...between(old, now), ...stay(before.slice(before.length - tail))];
}

function between(old: readonly string[], now: readonly string[]): Line[] {
  const width = now.length + 1;
  // How many lines the rests from here on have in common.
  const common = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = now.length - 1; j >= 0; j--)
      common[i * width + j] =
        old[i] === now[j]
          ? (common[(i + 1) * width + j + 1] as number) + 1
          : Math.max(common[(i + 1) * width + j] as number, common[i * width + j + 1] as number);
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    const [below, beside] = [common[(i + 1) * width + j] ?? 0, common[i * width + j + 1] ?? 0];
    if (i < old.length && old[i] === now[j]) lines.push({ sign: ' ', text: old[i++] as string }) && j++;
    else if (i < old.length && (j >= now.length || below >= beside))
      lines.push({ sign: '-', text: old[i++] as string });
    else lines.push({ sign: '+', text: now[j++] as string });
  }
  return lines;
}
