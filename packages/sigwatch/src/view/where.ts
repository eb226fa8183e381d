import type { Data } from './event-data.js';
import { shortPath } from './format.js';
import type { ViewState } from './view-state.js';

/** `file:line` of what an event tells of; only the source when it is not of a line. Empty when there is none. */
export function whereOf(data: Data, state: ViewState): string {
  const source = data.text('source');
  if (source === undefined) return '';
  const line = data.number('line');
  const record = state.options.record;
  // Every attempt writes below the run's record, whose path is long and told at the end.
  const own = record !== undefined && source.startsWith(`${record}/`);
  const path = own ? source.slice(record.length + 1) : shortPath(source, state.options);
  return line ? `${path}:${line}` : path;
}
