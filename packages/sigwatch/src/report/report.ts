import type { SigwatchEvent } from '@sigwatch/core';
import { costIn } from '../view/cost.js';
import { type Data, dataOf, timeOf } from '../view/event-data.js';
import { decisionOf, incidentOf, placeOf, remember } from './incident-report.js';
import type { AttemptReport, Followed, IncidentReport, Report } from './shape.js';

/** Folds the events of a run into its report. Pure. */
export function reportOf(events: Iterable<SigwatchEvent>): Report {
  const attempts: AttemptReport[] = [];
  const incidents: IncidentReport[] = [];
  const blocks = new Map<string, readonly string[]>();
  const other: Followed = { decisions: [], actions: [] };
  let about: Partial<Report> = {};
  let attempt: AttemptReport | undefined;
  const latest = (number: number): Followed =>
    incidents.findLast((one) => one.attempt === number && !one.ignored) ?? other;

  for (const event of events) {
    const data = dataOf(event);
    const at = event.timestamp;
    about = { ...about, run_id: event.run_id, started_at: about.started_at ?? at, last_at: at };
    const cost = costIn(data);
    if (cost !== undefined) about = { ...about, cost };
    if (attempt?.attempt !== event.attempt && event.attempt > 0) {
      attempt = { attempt: event.attempt, started_at: at };
      attempts.push(attempt);
    }
    switch (event.event_type) {
      case 'attempt_started':
        if (attempt)
          Object.assign(attempt, { started_at: at, job: data.text('job'), resume_from: data.text('resume_from') });
        about = { ...about, ...introduced(data) };
        break;
      case 'run_started':
        about = { ...about, ...introduced(data) };
        break;
      case 'progress':
        about = { ...about, ...progressed(data, about) };
        if (attempt && about.step !== undefined) {
          attempt.first_step ??= about.step;
          attempt.last_step = about.step;
        }
        break;
      case 'signal':
        if (data.list('block').length > 0) remember(blocks, placeOf(data), data.list('block'));
        break;
      case 'state_changed':
        about = { ...about, state: data.text('to') ?? 'unknown', reason: data.text('reason') };
        break;
      case 'incident_closed':
        incidents.push(incidentOf(data, event, about.step, blocks));
        break;
      case 'decision':
        latest(event.attempt).decisions.push(decisionOf(data));
        break;
      case 'action': {
        const notice = data.text('notice');
        latest(event.attempt).actions.push({
          action: data.text('action') ?? 'action',
          ok: data.flag('ok'),
          detail: data.text('detail') ?? '',
          ...(notice === undefined ? {} : { notice }),
        });
        break;
      }
      case 'notice': {
        const folder = data.text('folder');
        if (folder !== undefined) latest(event.attempt).evidence = folder;
        break;
      }
      case 'attempt_ended':
        if (attempt)
          Object.assign(attempt, {
            ended_at: at,
            state: data.text('state'),
            exit_code: data.number('exit_code'),
            signal: data.text('signal'),
          });
        if (attempt) attempt.duration_seconds = (timeOf(event) - Date.parse(attempt.started_at)) / 1000;
        break;
      case 'run_ended':
        about = {
          ...about,
          ended: true,
          state: data.text('state') ?? about.state ?? 'unknown',
          reason: data.text('reason') ?? about.reason,
        };
        about = {
          ...about,
          restarts: data.number('restarts') ?? 0,
          duration_seconds: data.number('duration_seconds'),
          ...finalOf(data, about),
        };
        break;
      default:
    }
  }
  const seconds = (Date.parse(about.last_at ?? '') - Date.parse(about.started_at ?? '')) / 1000;
  return {
    ...{ run_id: '', name: about.run_id ?? '', command: '', monitor: [], state: 'pending', ended: false },
    ...{ restarts: Math.max(0, attempts.length - 1), duration_seconds: Number.isFinite(seconds) ? seconds : undefined },
    ...about,
    ...{ attempts, incidents, other },
  };
}

function introduced(data: Data): Partial<Report> {
  const command = data.text('command') ?? data.list('command').join(' ');
  const monitor = data.list('monitor');
  const [name, policy] = [data.text('name'), data.text('policy')];
  return {
    ...(name && { name }),
    ...(command && { command }),
    ...(monitor.length > 0 && { monitor }),
    ...(policy && { policy }),
  };
}

function progressed(data: Data, before: Partial<Report>): Partial<Report> {
  const loss = data.metric('loss');
  const metric = loss === undefined ? before.metric : { name: 'loss', value: loss };
  return { step: data.number('step') ?? before.step, total: data.number('total') ?? before.total, metric };
}

function finalOf(data: Data, before: Partial<Report>): Partial<Report> {
  const last = data.object('final_metric');
  const value = last?.metric('value');
  const metric = value === undefined ? before.metric : { name: last?.text('name') ?? 'loss', value };
  return { step: data.number('final_step') ?? before.step, metric };
}
