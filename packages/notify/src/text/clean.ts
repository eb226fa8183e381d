import { type Notice, sanitize } from '@sigwatch/core';
import { clip } from './clip.js';

type Runs = NonNullable<Notice['runs']>;

/** UTF-16 units of each kind of text that are kept: no service shows more, and a log may hold any amount. */
const NAME = 1_000;
const LINE = 16_000;
const LINES = 64_000;

/**
 * The notice with each of its texts changed: what comes from logs is made printable, and secrets in it are covered. Of
 * what a service is told by, `run_id`, `dedup_key` and `problem` stay as they are: they are names of ours.
 */
export function cleanNotice(notice: Notice, cover: (text: string) => string): Notice {
  // Covered before it is cut, since half of a secret is not known for one, and once it is printable, which may show one.
  const line = (text: string, most = LINE) => cover(sanitize(clip(cover(text), most)));
  const named = (text: string) => line(text, NAME);
  const lines = (text: string) => cover(clip(cover(text), LINES).split('\n').map(sanitize).join('\n'));
  const { root, links, runs, decision, cost } = notice;
  const changed: { [K in keyof Notice]?: Notice[K] | undefined } = {
    name: named(notice.name),
    title: named(notice.title),
    reason: line(notice.reason),
    text: lines(notice.text),
    action_required: notice.action_required && lines(notice.action_required),
    last_line: notice.last_line && line(notice.last_line),
    log: notice.log && line(notice.log),
    instance: notice.instance && named(notice.instance),
    node: notice.node && named(notice.node),
    phase: notice.phase && named(notice.phase),
    root: root && { ...root, source: named(root.source), text: line(root.text) },
    cost: cost && {
      ...cost,
      gpu_type: cost.gpu_type && named(cost.gpu_type),
      not_known: cost.not_known && line(cost.not_known),
    },
    links: links.map(({ name, url }) => ({ name: named(name), url: line(url) })),
    decision: decision && {
      ...decision,
      ...(decision.resume_from === undefined ? {} : { resume_from: line(decision.resume_from) }),
    },
    runs: runs?.map((run: Runs[number]) => ({ ...run, name: named(run.name), reason: named(run.reason) })),
  };
  const known = Object.entries(changed).filter(([, value]) => value !== undefined);
  return { ...notice, ...(Object.fromEntries(known) as Partial<Notice>) };
}
