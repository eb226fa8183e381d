import { createHash } from 'node:crypto';
import type { EmailNotifier, Notice } from '@sigwatch/core';
import { clip } from '../text/clip.js';
import { countsOf, sendingId } from '../text/tone.js';
import { htmlOf } from './html.js';
import { textOf } from './text.js';

/** What nodemailer is given. */
export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly messageId: string;
  readonly inReplyTo: string;
  readonly references: string;
  readonly date: Date;
  readonly headers: Readonly<Record<string, string>>;
}

const SUBJECT = 200;

/**
 * A notice as a mail. Its id is made of what it tells, so that one that is sent twice is known as the same; all of a run
 * refer to one id, by which mail programs show them together.
 */
export function mailOf(notice: Notice, { from, to, subject_prefix = '[sigwatch]' }: EmailNotifier): Mail {
  const { run_id, transition, severity, runs, dedup_key } = notice;
  const title = runs === undefined ? notice.title : `${notice.title} (${countsOf(runs)})`;
  const domain = domainOf(from);
  const thread = idOf('run', runs === undefined ? run_id : dedup_key, domain);
  return {
    from,
    to,
    subject: clip(`${subject_prefix} ${title}`.trim(), SUBJECT),
    text: textOf(notice),
    html: htmlOf(notice),
    messageId: idOf('notice', sendingId(notice), domain),
    inReplyTo: thread,
    references: thread,
    date: new Date(notice.at),
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Sigwatch-Run': run_id,
      'X-Sigwatch-Transition': transition,
      'X-Sigwatch-Severity': severity,
    },
  };
}

const idOf = (kind: string, key: string, domain: string): string =>
  `<${kind}.${createHash('sha256').update(key).digest('hex').slice(0, 40)}@${domain}>`;

/** Of `NAME <a@b>` or `a@b`. */
function domainOf(from: string): string {
  const domain = from.slice(from.lastIndexOf('@') + 1).replace(/[^A-Za-z0-9.-]/g, '');
  return domain === '' ? 'sigwatch.invalid' : domain;
}
