import { createHash } from 'node:crypto';
import type { Notice, SnsNotifier } from '@sigwatch/core';
import { clip, clipBytes } from '../text/clip.js';
import { remedyTitle } from '../text/facts.js';
import { countsOf, sendingId, wordOf } from '../text/tone.js';

/** What `PublishCommand` is given. */
export interface Publication {
  readonly TopicArn: string;
  readonly Subject: string;
  readonly Message: string;
  readonly MessageAttributes: Readonly<Record<string, { readonly DataType: 'String'; readonly StringValue: string }>>;
  readonly MessageGroupId?: string;
  readonly MessageDeduplicationId?: string;
}

/** SNS takes 256 KiB, the attributes among them (bytes). */
const MOST = 250_000;
const SUBJECT = 99;
const ATTRIBUTE = 256;

/** A notice within the limits of SNS; what the attributes tell can be filtered by. */
export function publicationOf(notice: Notice, topic: string, format: SnsNotifier['format']): Publication {
  const { transition, severity, run_id, name, root, runs } = notice;
  const attributes = { transition, severity, run_id, error_type: root?.error_type, name };
  const title = runs === undefined ? notice.title : `${notice.title} (${countsOf(runs)})`;
  return {
    TopicArn: topic,
    Subject: subjectOf(title),
    Message: format === 'json' ? jsonOf(notice) : clipBytes(textOf(notice), MOST),
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes)
        .filter((entry): entry is [string, string] => Boolean(entry[1]?.trim()))
        .map(([key, value]) => [key, { DataType: 'String' as const, StringValue: clip(value, ATTRIBUTE) }]),
    ),
    ...(topic.endsWith('.fifo')
      ? { MessageGroupId: hashed(run_id), MessageDeduplicationId: hashed(sendingId(notice)) }
      : {}),
  };
}

/** Both ids may hold fewer signs, and fewer of them, than ours do. */
const hashed = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A subject is printable ASCII, and begins with no space. */
function subjectOf(title: string): string {
  let out = '';
  for (const sign of title) {
    const code = sign.codePointAt(0)!;
    if (code >= 0x20 && code < 0x7f) out += sign;
    else if (code > 0x7f) out += '?';
  }
  const subject = out.trim() || 'sigwatch';
  return subject.length <= SUBJECT ? subject : `${subject.slice(0, SUBJECT - 3)}...`;
}

function textOf(notice: Notice): string {
  const { text, title, reason, action_required, runs } = notice;
  if (runs === undefined) return text.trim() || title || 'sigwatch';
  const remedy = action_required ? [`${remedyTitle(notice)}: ${action_required}`] : [];
  const lines = runs.map((run) => `${run.run_id}: ${wordOf(run.transition)}: ${run.reason}`);
  return [`${title}: ${reason}`, ...remedy, ...lines].join('\n');
}

/** Whole where it fits; else without what is longest, so that it is always JSON. */
function jsonOf(notice: Notice): string {
  const { root, runs, ...others } = notice;
  const short = {
    ...others,
    text: clip(notice.text, 2_000),
    reason: clip(notice.reason, 2_000),
    title: clip(notice.title, 500),
    name: clip(notice.name, 500),
    action_required: notice.action_required && clip(notice.action_required, 4_000),
    last_line: notice.last_line && clip(notice.last_line, 2_000),
    links: notice.links.slice(0, 20).filter(({ url }) => url.length < 2_000),
    root: root && { ...root, text: clip(root.text, 2_000), source: clip(root.source, 1_000) },
    runs: runs?.slice(0, 200).map((run) => ({ ...run, name: clip(run.name, 100), reason: clip(run.reason, 200) })),
    runs_left_out: runs && Math.max(0, runs.length - 200),
  };
  const forms = [notice, short, { ...short, runs: undefined, runs_left_out: runs?.length }];
  const texts = forms.map((form) => JSON.stringify(form));
  return (
    texts.find((text) => Buffer.byteLength(text) <= MOST) ??
    JSON.stringify({ run_id: notice.run_id, title: short.title })
  );
}
