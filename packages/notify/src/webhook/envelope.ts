import type { Notice } from '@sigwatch/core';
import { clip } from '../text/clip.js';
import { sendingId } from '../text/tone.js';

/** A CloudEvent 1.0, structured. */
export interface Envelope {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly data: Notice;
}

const TEXT = 64 * 1024;
const SHORT = 2_000;
const RUNS = 1_000;

/** A notice in its envelope. Its texts are bounded, so that what is posted stays below a megabyte or two. */
export function envelopeOf(notice: Notice, source: string): Envelope {
  const { root, runs, action_required, last_line } = notice;
  const data: Notice = {
    ...notice,
    title: clip(notice.title, SHORT),
    reason: clip(notice.reason, TEXT),
    text: clip(notice.text, TEXT),
    ...(action_required === undefined ? {} : { action_required: clip(action_required, TEXT) }),
    ...(last_line === undefined ? {} : { last_line: clip(last_line, TEXT) }),
    ...(root === undefined ? {} : { root: { ...root, text: clip(root.text, TEXT) } }),
    ...(runs === undefined
      ? {}
      : {
          runs: runs
            .slice(0, RUNS)
            .map((run) => ({ ...run, name: clip(run.name, SHORT), reason: clip(run.reason, SHORT) })),
        }),
  };
  return {
    specversion: '1.0',
    id: sendingId(notice),
    source,
    type: `dev.sigwatch.run.${notice.transition}`,
    subject: notice.run_id,
    time: new Date(notice.at).toISOString(),
    datacontenttype: 'application/json',
    data,
  };
}
