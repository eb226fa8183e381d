import type { Notice } from '@sigwatch/core';
import { wordOf } from '../text/tone.js';
import { type Block, code, mrkdwn, prose } from './mrkdwn.js';

/** Signs of one section, and of all that tell of runs: Slack refuses whole messages that are too long. */
const SECTION = 2_900;
const WHOLE = 9_000;

/** A line for each run, in sections; those that have no place are counted. */
export function digestBlocks(runs: NonNullable<Notice['runs']>): readonly Block[] {
  const sections: string[] = [];
  let [open, whole, shown] = ['', 0, 0];
  for (const { name, run_id, attempt, transition, reason } of runs) {
    const who = name === run_id ? code(run_id, 160) : `${code(run_id, 160)} ${prose(name, 120)}`;
    const line = `• *${wordOf(transition)}* ${who}, attempt ${attempt}: ${prose(reason, 240)}\n`;
    if (whole + line.length > WHOLE) break;
    if (open.length + line.length > SECTION) {
      sections.push(open);
      open = '';
    }
    open += line;
    whole += line.length;
    shown++;
  }
  const left = runs.length - shown;
  const more = left > 0 ? [`… and ${left} more: \`sigwatch status\` lists them.`] : [];
  return [...sections, open, ...more]
    .filter((text) => text !== '')
    .map((text) => ({ type: 'section', text: mrkdwn(text) }));
}
