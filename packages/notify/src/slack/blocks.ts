import type { Notice } from '@sigwatch/core';
import { clip } from '../text/clip.js';
import { factsOf, momentOf, remedyTitle, rootLine } from '../text/facts.js';
import { countsOf, toneOf } from '../text/tone.js';
import { digestBlocks } from './digest.js';
import { type Block, code, codeBlock, mrkdwn, prose, type Text } from './mrkdwn.js';

/** What a message is made of: its text is what notifications and screen readers tell. */
export interface Message {
  readonly text: string;
  readonly blocks: readonly Block[];
  /** What stands below, with a bar of the colour of the news at its side. */
  readonly attachments: readonly { readonly color: string; readonly blocks: readonly Block[] }[];
}

// Limits of Block Kit, in UTF-16 units at the most.
const HEADER = 150;
const SECTION = 3_000;
const FIELD = 2_000;
const FIELDS = 10;
const BUTTON = 75;
const URL = 3_000;
const BUTTONS = 5;

/** A notice in the blocks of Slack, within its limits, whatever the notice holds. */
export function messageOf(notice: Notice): Message {
  const { sign, colour } = toneOf(notice);
  const title = notice.runs === undefined ? notice.title : `${notice.title} (${countsOf(notice.runs)})`;
  const below = notice.runs === undefined ? details(notice) : digestBlocks(notice.runs);
  return {
    text: prose(`${sign} ${title}: ${notice.reason}`, SECTION),
    blocks: [header(`${sign} ${title}`), section(prose(notice.reason, SECTION)), ...whatToDo(notice)],
    attachments: [{ color: colour, blocks: [...below, ...linksOf(notice), context(notice)] }],
  };
}

const header = (text: string): Block => ({
  type: 'header',
  text: { type: 'plain_text', text: clip(text, HEADER), emoji: true } satisfies Text,
});

const section = (text: string): Block => ({ type: 'section', text: mrkdwn(text) });

function whatToDo(notice: Notice): readonly Block[] {
  const { action_required } = notice;
  return action_required ? [section(`*${remedyTitle(notice)}*\n${prose(action_required, SECTION - 20)}`)] : [];
}

function details(notice: Notice): readonly Block[] {
  const fields = factsOf(notice)
    .slice(0, FIELDS)
    .map(({ name, value }) => mrkdwn(`*${name}*\n${code(value, FIELD - name.length - 3)}`));
  const root = rootLine(notice);
  const { last_line } = notice;
  const block = (name: string, place: string, text: string) =>
    section(`*${name}*${place && ` ${code(place, 300)}`}\n${codeBlock(text, SECTION - 340)}`);
  return [
    ...(fields.length === 0 ? [] : [{ type: 'section', fields }]),
    ...(root === undefined ? [] : [block('Root', root.place, root.text)]),
    ...(last_line && last_line !== root?.text ? [block('Last line', '', last_line)] : []),
  ];
}

/** Buttons lead only to what is a web address: anything else Slack refuses with all the rest. */
function linksOf({ links }: Notice): readonly Block[] {
  const elements = links
    .filter(({ url }) => url.length <= URL && /^https?:\/\//i.test(url) && globalThis.URL.canParse(url))
    .slice(0, BUTTONS)
    .map(({ name, url }, index) => ({
      type: 'button',
      action_id: `link-${index}`,
      text: { type: 'plain_text', text: clip(name || 'Link', BUTTON) },
      url,
    }));
  return elements.length === 0 ? [] : [{ type: 'actions', elements }];
}

/** Slack shows the moment by the clock of who reads it. */
function context({ at, dedup_key }: Notice): Block {
  const time = `<!date^${Math.floor(at / 1000)}^{date_short} {time_secs}|${momentOf(at)}>`;
  const text = `${time} · ${code(dedup_key, 600)}`;
  return { type: 'context', elements: [mrkdwn(text)] };
}
