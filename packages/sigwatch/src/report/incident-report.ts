import type { SigwatchEvent } from '@sigwatch/core';
import { ruleIn } from '../view/cited.js';
import { atFault } from '../view/culprit.js';
import type { Data } from '../view/event-data.js';
import type { DecisionReport, IncidentReport, PlaceReport } from './shape.js';

/** How many tracebacks are kept until an incident says which one it is about. */
const BLOCKS = 200;

export const placeOf = (data: Data) => `${data.text('signal')} ${data.text('source')}:${data.number('line')}`;

export function remember(blocks: Map<string, readonly string[]>, place: string, block: readonly string[]): void {
  blocks.set(place, block);
  const [oldest] = blocks.keys();
  if (blocks.size > BLOCKS && oldest !== undefined) blocks.delete(oldest);
}

export function incidentOf(
  data: Data,
  { timestamp, attempt }: SigwatchEvent,
  step: number | undefined,
  blocks: ReadonlyMap<string, readonly string[]>,
): IncidentReport {
  const [root, first] = [data.object('root'), data.object('first')];
  return {
    ...{ attempt, at: timestamp, step, mode: data.text('mode') ?? '' },
    ...{ error_type: root?.text('error_type') ?? 'unknown', signal: root?.text('signal') ?? 'unknown' },
    rule: root && ruleIn(root),
    ...{ source: root?.text('source') ?? '', line: root?.number('line') ?? 0, text: root?.text('text') ?? '' },
    block: (root && blocks.get(placeOf(root))) ?? [],
    ...{ confidence: data.text('confidence') ?? '', explained: data.size('explained'), ignored: data.flag('ignored') },
    ...{ explains: data.objects('explains').map(placeReport), at_fault: atFault(data) },
    ...{ first: first && placeReport(first), category: root?.text('category') ?? 'unknown' },
    ...{ reason: data.text('reason') ?? '', remedy: data.text('remedy') ?? root?.text('remedy') ?? '' },
    ...{ decisions: [], actions: [] },
  };
}

const placeReport = (data: Data): PlaceReport => ({
  signal: data.text('signal') ?? 'unknown',
  source: data.text('source') ?? '',
  line: data.number('line') ?? 0,
});

export function decisionOf(data: Data): DecisionReport {
  return {
    ...{ action: data.text('action') ?? 'ignore', reason: data.text('reason') ?? '', dry_run: data.flag('dry_run') },
    ...{ restarts_used: data.number('restarts_used') ?? 0, max_retries: data.number('max_retries') ?? 0 },
    ...{ delay_seconds: data.number('delay_seconds'), resume_from: data.text('resume_from') },
  };
}
