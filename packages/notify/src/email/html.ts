import type { Notice } from '@sigwatch/core';
import { clip } from '../text/clip.js';
import { factsOf, momentOf, remedyTitle, rootLine } from '../text/facts.js';
import { toneOf, wordOf } from '../text/tone.js';

const LINE = 20_000;
const RUNS = 500;

/** The same with a little order in it. Everything that a notice holds is text: no sign of it makes a tag. */
export function htmlOf(notice: Notice): string {
  const { reason, action_required, last_line, runs = [], title } = notice;
  const root = rootLine(notice);
  const { colour, sign } = toneOf(notice);
  const parts = [
    `<h2 style="margin:0 0 8px">${escaped(`${sign} ${clip(title, 500)}`)}</h2>`,
    `<p>${broken(clip(reason, LINE))}</p><p style="color:#667085">${momentOf(notice.at)}</p>`,
    action_required ? `<p><b>${remedyTitle(notice)}</b><br>${broken(clip(action_required, LINE))}</p>` : '',
    runs.length > 0 ? tableOf(runs) : factsTable(notice),
    root === undefined ? '' : `<p><b>Root</b> ${escaped(clip(root.place, 500))}</p>${code(root.text)}`,
    last_line && last_line !== root?.text ? `<p><b>Last line</b></p>${code(last_line)}` : '',
    linksOf(notice),
  ];
  const body = parts.filter((part) => part !== '').join('\n');
  return `<!doctype html><html><body style="font-family:sans-serif"><div style="border-left:4px solid ${colour};padding-left:12px">\n${body}\n</div></body></html>\n`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  let out = '';
  for (const sign of text) out += entities[sign] ?? sign;
  return out;
}

const broken = (text: string): string => escaped(text).split('\n').join('<br>');

const code = (text: string): string =>
  `<pre style="background:#f2f4f7;padding:8px;white-space:pre-wrap">${escaped(clip(text, LINE))}</pre>`;

const row = (cells: readonly string[]): string =>
  `<tr>${cells.map((cell) => `<td style="padding:2px 12px 2px 0;vertical-align:top">${escaped(clip(cell, 500))}</td>`).join('')}</tr>`;

const factsTable = (notice: Notice): string =>
  `<table>${factsOf(notice)
    .map(({ name, value }) => row([name, value]))
    .join('')}</table>`;

function tableOf(runs: NonNullable<Notice['runs']>): string {
  const rows = runs
    .slice(0, RUNS)
    .map(({ run_id, attempt, transition, reason }) => row([run_id, `attempt ${attempt}`, wordOf(transition), reason]));
  const more = runs.length > RUNS ? row([`and ${runs.length - RUNS} more`]) : '';
  return `<table>${rows.join('')}${more}</table>`;
}

/** Only what leads to the web is a link: a mail program might run anything else. */
function linksOf({ links }: Notice): string {
  const web = links.slice(0, 20).filter(({ url }) => /^https?:\/\//i.test(url) && url.length <= 2_000);
  return web.map(({ name, url }) => `<a href="${escaped(url)}">${escaped(clip(name, 100))}</a>`).join(' · ');
}
