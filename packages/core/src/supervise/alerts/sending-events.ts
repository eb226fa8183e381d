import { type NoticePayload, withSoFar } from '../../alerts/entries.js';
import type { Json, Millis, OutboxEntry, SigwatchEvent } from '../../contract.js';
import { event } from '../../report/events.js';
import type { NoticeResult } from './queue-runner.js';

/** What events tell of sendings: of many tries for hours the first, and the last. Pure. */
export function sendingEvents(
  results: readonly NoticeResult[],
  of: { readonly run_id: string; readonly attempt: number },
  at: Millis,
): readonly SigwatchEvent[] {
  const told = results.filter(({ entry }) => entry.status !== 'queued' || entry.tries === 1);
  return told.map(({ entry, detail }) => {
    const { class_name, notice } = entry.payload as unknown as NoticePayload;
    const ok = entry.status === 'done';
    return event(of, at, 'action', {
      action: class_name,
      ok,
      detail: wordsOf(entry, detail),
      notice: notice.title,
      signal: notice.root?.signal,
    });
  });
}

/** The entries as they stand after it, with how their sending has gone. Pure. */
export function entriesAfter(results: readonly NoticeResult[]): readonly OutboxEntry[] {
  return results.map(({ entry, so_far }) => {
    const payload = withSoFar(entry.payload as unknown as NoticePayload, so_far);
    return { ...entry, payload: payload as unknown as Json };
  });
}

function wordsOf({ status, not_before }: OutboxEntry, detail: string): string {
  if (status !== 'queued') return detail;
  return `${detail}; tried again from ${new Date(not_before).toISOString()} on`;
}
