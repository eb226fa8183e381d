import type { SigwatchEvent } from '@sigwatch/core';
import { clock } from '../view/format.js';
import type { Line } from '../view/line.js';
import { stateTone } from '../view/status-line.js';

/** What a rule has said of a run, until its change of state is told. */
export type FleetView = ReadonlyMap<string, SigwatchEvent['data']>;

/** Pure: what a person reads of one event of a fleet. `fleet_id`: what concerns all runs is told by this name. */
export function fleetLines(
  before: FleetView,
  event: SigwatchEvent,
  fleet_id: string,
): readonly [FleetView, readonly Line[]] {
  const { run_id, data, event_type } = event;
  const time = clock(Date.parse(event.timestamp));
  const text = (key: string): string => (typeof data[key] === 'string' ? (data[key] as string) : '');
  const named = (words: string): string => (run_id === fleet_id ? words : `${run_id}: ${words}`);
  switch (event_type) {
    case 'signal':
      return [new Map([...before, [run_id, data]]), []];
    case 'state_changed': {
      const said = before.get(run_id);
      const after = new Map(before);
      after.delete(run_id);
      const words = [text('reason'), ...advice(said)].join(' ');
      return [after, [{ time, label: text('to'), tone: stateTone(text('to')), text: named(words) }]];
    }
    case 'attempt_started':
      return [before, [{ time, label: `attempt ${event.attempt}`, tone: 'strong', text: named('it was begun anew') }]];
    case 'notice':
      return [before, [{ time, label: 'notice', tone: 'warn', text: named(text('text')) }]];
    case 'action':
      if (data.ok === true) return [before, []];
      return [before, [{ time, label: 'action', tone: 'bad', text: `${text('action')}: ${text('detail')}` }]];
    default:
      return [before, []];
  }
}

/** What it is called, and what to do. */
function advice(said: SigwatchEvent['data'] | undefined): string[] {
  if (said === undefined) return [];
  const { error_type, remedy } = said;
  return [
    ...(typeof error_type === 'string' ? [`(${error_type})`] : []),
    ...(typeof remedy === 'string' ? [`Action required: ${remedy}`] : []),
  ];
}
