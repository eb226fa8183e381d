import { clipChanged } from '../text/clip.js';

/** A text of Block Kit. */
export type Text =
  | { readonly type: 'plain_text'; readonly text: string; readonly emoji?: boolean }
  | { readonly type: 'mrkdwn'; readonly text: string; readonly verbatim: true };

export type Block = { readonly type: string; readonly [key: string]: unknown };

/** Slack reads commands, mentions and links from `<`, so that nothing of a log may have one. */
const escaped = (sign: string): string =>
  sign === '&' ? '&amp;' : sign === '<' ? '&lt;' : sign === '>' ? '&gt;' : sign;

/** Nothing may end a block of code but its own end. */
const ofCode = (sign: string): string => (sign === '`' ? 'ˋ' : escaped(sign));

/** Text as it is, in at most `most` signs of what Slack counts. */
export const prose = (text: string, most: number): string => clipChanged(text.replaceAll('```', "'''"), most, escaped);

/** Between single backticks, in which an empty text shows nothing at all. */
export const code = (text: string, most: number): string => `\`${clipChanged(text || ' ', most - 2, ofCode)}\``;

export const codeBlock = (text: string, most: number): string =>
  `\`\`\`\n${clipChanged(text || ' ', most - 8, ofCode)}\n\`\`\``;

/** `verbatim`: Slack makes no links, channels or mentions of what looks like one. Empty texts are refused. */
export const mrkdwn = (text: string): Text => ({ type: 'mrkdwn', text: text || ' ', verbatim: true });
