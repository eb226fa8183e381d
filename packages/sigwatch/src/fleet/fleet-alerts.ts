import {
  type AlertContext,
  type AlertPlace,
  type AlertSettings,
  type AlertState,
  alertsAfter,
  alertsAt,
  alertsDue,
  endsJob,
  type News,
  type SigwatchEvent,
} from '@sigwatch/core';
import type { Verdict } from '@sigwatch/heartbeat';
import type { FleetRow } from './fleet-row.js';

/** What a notice tells of a run beside its events. */
export interface AlertFacts {
  readonly verdict: Verdict;
  readonly last_line?: string;
  readonly place?: AlertPlace | undefined;
}

/** What people are told of one run after a poll, by the same fold over its events as of a run that is supervised. Pure. */
export function runNews(
  run_id: string,
  row: FleetRow,
  events: readonly SigwatchEvent[],
  facts: AlertFacts,
  settings: AlertSettings,
  at: number,
): readonly [AlertState | undefined, readonly News[]] {
  const context = { ...contextOf(run_id, row, facts, settings), ends: events.some(endsJob) };
  let state = row.alerts;
  const news: News[] = [];
  const take = ([next, told]: readonly [AlertState, readonly News[]]): void => {
    state = next;
    news.push(...told);
  };
  for (const event of events) {
    // A run that had ended and is begun anew is as new, but for what was told of it.
    if (event.event_type === 'attempt_started' && state?.over)
      state = { run: 'pending', problems: 0, told: state.told };
    take(alertsAfter(state, event, context));
  }
  for (let due = alertsDue(state, context); due !== undefined && due <= at; due = alertsDue(state, context))
    take(alertsAt(state, at, row.attempt, context));
  return [state, news];
}

/** Whether time alone has something to tell of a run. */
export const areDue = ({ alerts }: FleetRow, settings: AlertSettings, at: number): boolean =>
  (alertsDue(alerts, { settings }) ?? Number.POSITIVE_INFINITY) <= at;

function contextOf(run_id: string, row: FleetRow, facts: AlertFacts, settings: AlertSettings): AlertContext {
  const { verdict, last_line, place } = facts;
  const { phase, node, instance, step, total, began } = verdict;
  return {
    ...{ run_id, name: run_id, settings, dry_run: true, began: began ?? row.first },
    ...(phase === null ? {} : { phase }),
    ...(node === null ? {} : { node }),
    ...(instance === null ? {} : { instance }),
    ...(step === null ? {} : { step }),
    ...(total === null ? {} : { total }),
    ...(last_line === undefined ? {} : { last_line, ...(place?.log === undefined ? {} : { log: place.log }) }),
    links: place?.links ?? [],
  };
}
