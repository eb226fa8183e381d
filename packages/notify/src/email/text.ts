import type { Notice } from '@sigwatch/core';
import { clip } from '../text/clip.js';
import { factsOf, momentOf, remedyTitle, rootLine } from '../text/facts.js';
import { wordOf } from '../text/tone.js';

const LINE = 20_000;
const RUNS = 500;

/** All of it in plain text, for who shows no HTML. */
export function textOf(notice: Notice): string {
  const { reason, action_required, last_line, links, runs = [], title } = notice;
  const root = rootLine(notice);
  const facts = runs.length > 0 ? [] : factsOf(notice).map(({ name, value }) => `${name}: ${clip(value, 500)}`);
  const parts: readonly (readonly string[])[] = [
    [clip(title, 500), momentOf(notice.at), clip(reason, LINE)],
    action_required ? [`${remedyTitle(notice)}:`, clip(action_required, LINE)] : [],
    runs
      .slice(0, RUNS)
      .map((run) => `- ${run.run_id}, attempt ${run.attempt}: ${wordOf(run.transition)}: ${clip(run.reason, 300)}`),
    runs.length > RUNS ? [`and ${runs.length - RUNS} more`] : [],
    facts,
    root === undefined ? [] : [`Root, ${clip(root.place, 500)}:`, `  ${clip(root.text, LINE)}`],
    last_line && last_line !== root?.text ? ['Last line:', `  ${clip(last_line, LINE)}`] : [],
    links.slice(0, 20).map(({ name, url }) => `${clip(name, 100)}: ${clip(url, 2_000)}`),
  ];
  const filled = parts.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${filled.join('\n\n')}\n`;
}
