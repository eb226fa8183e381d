import type { SigwatchEvent } from '@sigwatch/core';
import { dataOf, timeOf } from './event-data.js';
import { duration } from './format.js';
import { closedLines, decisionLines } from './incident-lines.js';
import { type Line, type Look, renderLine } from './line.js';
import { stepText } from './progress-text.js';
import { actionLine, attemptEndedLine, attemptStartedLines, startedLines, summaryLines } from './run-lines.js';
import { view } from './view.js';
import { initialView, type ViewOptions } from './view-state.js';

/**
 * What `sigwatch history RUN` prints: attempts with how long they took and how far they came, incidents, decisions,
 * notes and other actions, in their order. Pure.
 */
export function historyRows(events: Iterable<SigwatchEvent>, look: Look, options: Partial<ViewOptions> = {}): string[] {
  let state = initialView(options);
  let began: number | undefined;
  const lines: Line[] = [];
  for (const event of events) {
    const at = timeOf(event);
    const data = dataOf(event);
    const before = state;
    [state] = view(state, event);
    if (state.introduced && !before.introduced) lines.push(...startedLines(data, state, at));
    if (event.event_type === 'attempt_started') {
      began = at;
      lines.push(...attemptStartedLines(data, before, at, event.attempt));
    }
    if (event.event_type === 'attempt_ended' && data.text('job') !== undefined) {
      const line = attemptEndedLine(data, before, at, event.attempt);
      const lasted = began === undefined ? '' : `, after ${duration(at - began)}`;
      const reached = stepText(state) === '' ? '' : `, at ${stepText(state)}`;
      lines.push({ ...line, text: line.text + lasted + reached });
    }
    if (event.event_type === 'incident_closed') lines.push(...closedLines(data, state, at));
    if (event.event_type === 'decision') lines.push(...decisionLines(data, state, at));
    if (event.event_type === 'action') lines.push(actionLine(data, at));
    if (event.event_type === 'run_ended') lines.push(...summaryLines(data, state, at));
  }
  if (lines.length === 0) return ['Nothing has happened in this run yet.'];
  return lines.flatMap((line) => renderLine(line, look));
}
