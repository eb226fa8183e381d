import { createHash } from 'node:crypto';
import type { Notice, PagerDutyNotifier, Severity, Transition } from '@sigwatch/core';
import { clip } from '../text/clip.js';
import { factsOf, rootLine } from '../text/facts.js';
import { countsOf, sendingId, wordOf } from '../text/tone.js';

/** An event of the Events API v2, without the key that it goes to. */
export interface PagerDutyEvent {
  readonly event_action: 'trigger' | 'resolve';
  readonly dedup_key: string;
  readonly [key: string]: unknown;
}

const SUMMARY = 1_024;
const KEY = 255;
/** Of each text in the details; all of an event has to stay below 512 KiB. */
const DETAIL = 16_000;

const severities: Readonly<Record<Severity, string>> = {
  fatal: 'critical',
  critical: 'critical',
  error: 'error',
  warning: 'warning',
};

/** What nobody is woken for. */
const CALM: ReadonlySet<Transition> = new Set(['started', 'recovered', 'succeeded', 'cancelled']);

/** More alerts at once are one: PagerDuty takes only so many in a minute, and nobody reads more. */
const ALERTS = 30;

/**
 * What PagerDuty is told of a notice: an alert for each problem, which is resolved by its name. None where the notice is
 * good news of a run that had no problem. Of several at once each has its own, since each is over by itself; of very many
 * there is one for all of them.
 */
export function eventsOf(notice: Notice, settings: PagerDutyNotifier): readonly PagerDutyEvent[] {
  const { runs, severity, at, links, state } = notice;
  if (runs === undefined) return eventOf(notice, sendingId(notice), settings);
  const shared = { severity, at, links, state };
  const events = runs.flatMap((run) => {
    const title = `${run.name}: ${wordOf(run.transition)}`;
    return eventOf({ ...run, ...shared, title, text: run.reason }, run.dedup_key, settings);
  });
  const alerts = events.filter(({ event_action }) => event_action === 'trigger');
  if (alerts.length <= ALERTS) return events;
  return [alertOf(notice, sendingId(notice), settings), ...events.filter((event) => !alerts.includes(event))];
}

function eventOf(notice: Notice, own: string, settings: PagerDutyNotifier): readonly PagerDutyEvent[] {
  const { problem, resolved, transition } = notice;
  if (resolved && problem !== undefined) return [{ event_action: 'resolve', dedup_key: keyOf(problem) }];
  return resolved || CALM.has(transition) ? [] : [alertOf(notice, problem ?? own, settings)];
}

function alertOf(notice: Notice, key: string, { client = 'sigwatch', client_url }: PagerDutyNotifier): PagerDutyEvent {
  const { reason, severity, at, node, instance, name, run_id, root, links, transition, runs } = notice;
  const title = runs === undefined ? notice.title : `${notice.title} (${countsOf(runs)})`;
  const payload = {
    summary: clip(`${title}: ${reason}`.trim(), SUMMARY),
    source: clip(node || instance || run_id || 'sigwatch', SUMMARY),
    severity: severities[severity],
    timestamp: new Date(at).toISOString(),
    component: clip(root?.source || run_id, SUMMARY),
    group: clip(name || run_id, SUMMARY),
    class: clip(root?.error_type || transition, SUMMARY),
    custom_details: detailsOf(notice),
  };
  const web = links.slice(0, 20).filter(({ url }) => /^https?:\/\//i.test(url) && url.length <= 2_000);
  return {
    event_action: 'trigger',
    dedup_key: keyOf(key),
    client,
    ...(client_url === undefined ? {} : { client_url }),
    payload,
    links: web.map(({ name, url }) => ({ href: url, text: clip(name || url, 100) })),
  };
}

function detailsOf(notice: Notice): Readonly<Record<string, string>> {
  const { reason, action_required, last_line, dedup_key, transition, runs } = notice;
  const root = rootLine(notice);
  const facts = factsOf(notice).map(({ name, value }) => [name.toLowerCase().replaceAll(' ', '_'), value] as const);
  const texts: readonly (readonly [string, string | undefined])[] = [
    ['transition', transition],
    ['reason', reason],
    ['action_required', action_required],
    ['root', root && `${root.place}: ${root.text}`],
    ['last_line', last_line === root?.text ? undefined : last_line],
    ['runs', runs?.map((run) => `${run.run_id}: ${wordOf(run.transition)}`).join('\n')],
    ['dedup_key', dedup_key],
    ...facts,
  ];
  return Object.fromEntries(texts.flatMap(([name, text]) => (text ? [[name, clip(text, DETAIL)]] : [])));
}

const keyOf = (key: string): string => (key.length <= KEY ? key : createHash('sha256').update(key).digest('hex'));
