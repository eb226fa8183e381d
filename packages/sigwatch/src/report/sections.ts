import { amountText, costText, type RunCost } from '@sigwatch/core';
import { actionWords } from '../view/action-words.js';
import { cited } from '../view/cited.js';
import { count, duration, number, type Place, shortPath } from '../view/format.js';
import type { AttemptReport, DecisionReport, IncidentReport, PlaceReport, Report } from './shape.js';

/** What a person reads of a report, however it is laid out. */
export interface Section {
  readonly title: string;
  readonly items: readonly Item[];
}

export interface Item {
  readonly head: string;
  readonly rows: readonly (readonly [label: string, text: string])[];
  /** Lines of a log, as they are. */
  readonly quoted?: readonly string[];
}

/** More of a traceback hides the rest of the report; its end says what happened. */
const QUOTED = 20;

/** Where paths are told from; what lies in the run's own record is told from there. */
export interface From extends Place {
  readonly record?: string;
}

export function sectionsOf(report: Report, place: From): readonly Section[] {
  const real = report.incidents.filter(({ ignored }) => !ignored);
  const ignored = report.incidents.filter((one) => one.ignored);
  const other = [
    ...report.other.decisions.map((one) => decisionText(one, place)),
    ...report.other.actions.map(actionWords),
  ];
  const sections: Section[] = [
    { title: title(report), items: [{ head: '', rows: summary(report, place) }] },
    { title: 'Attempts', items: report.attempts.map((one) => attemptItem(one, report.cost, place)) },
    { title: 'Incidents', items: real.map((one) => incidentItem(one, report, place)) },
    {
      title: 'Suspected, and disproved',
      items: ignored.map((one) => ({ head: `${one.error_type}: ${one.reason}`, rows: [['line', where(one, place)]] })),
    },
    { title: 'Also', items: other.map((head) => ({ head, rows: [] })) },
  ];
  return sections.filter(({ items }) => items.length > 0);
}

function title({ run_id, state, duration_seconds, restarts, ended }: Report): string {
  const lasted =
    duration_seconds === undefined ? '' : ` ${ended ? 'after' : 'for'} ${duration(duration_seconds * 1000)}`;
  return `${run_id}: ${state}${lasted}${restarts > 0 ? `, ${count(restarts, 'restart')}` : ''}`;
}

function summary(report: Report, place: Place): [string, string][] {
  const { metric, step, total } = report;
  const steps = [
    step === undefined ? '' : total === undefined ? String(step) : `${step} of ${total}`,
    metric ? `${metric.name} ${number(metric.value)}` : '',
  ];
  const rules = [
    report.monitor.map((one) => shortPath(one, place)).join(', '),
    report.policy ? `restarts by ${report.policy}` : 'no restart policy',
  ];
  const rows: [string, string][] = [
    ['name', report.name === report.run_id ? '' : report.name],
    ['command', report.command],
    ['rules', rules.filter(Boolean).join('; ')],
    ['started', timeText(report.started_at)],
    [report.ended ? 'ended' : 'last news', timeText(report.last_at)],
    ['steps', steps.filter(Boolean).join(', ')],
    ['because', report.state === 'succeeded' ? '' : (report.reason ?? '')],
    ['cost', report.cost === undefined ? '' : costText(report.cost)],
  ];
  return rows.filter(([, text]) => text !== '');
}

function attemptItem(one: AttemptReport, cost: RunCost | undefined, place: Place): Item {
  const how = one.signal ? `killed by ${one.signal}` : one.exit_code === undefined ? '' : `exit code ${one.exit_code}`;
  const steps =
    one.first_step === undefined
      ? 'no step'
      : one.first_step === one.last_step
        ? `step ${one.first_step}`
        : `steps ${one.first_step} to ${one.last_step}`;
  const lasted = one.duration_seconds === undefined ? '' : `after ${duration(one.duration_seconds * 1000)}`;
  const head = [`${one.attempt}: ${one.state ?? 'not ended'}`, how, lasted, steps].filter(Boolean).join(', ');
  const rows: [string, string][] = [
    ['job', one.job ?? ''],
    ['started', timeText(one.started_at)],
    ['from', one.resume_from ? shortPath(one.resume_from, place) : ''],
    ['cost', attemptCost(one, cost)],
  ];
  return { head, rows: rows.filter(([, text]) => text !== '') };
}

/** Nothing where what it costs is not known: the run says why. */
function attemptCost({ attempt }: AttemptReport, cost: RunCost | undefined): string {
  const own = cost?.attempts.find((one) => one.attempt === attempt);
  return cost === undefined || own === undefined || own.total === null
    ? ''
    : amountText({ ...own, currency: cost.currency });
}

function incidentItem(one: IncidentReport, { total }: Report, place: From): Item {
  const step =
    one.step === undefined ? 'before any step' : `after step ${one.step}${total === undefined ? '' : ` of ${total}`}`;
  const rows: [string, string][] = [
    ['when', timeText(one.at)],
    ['root cause', [cited(one.signal, one.rule), where(one, place)].filter(Boolean).join(', ')],
    ['at fault', one.at_fault],
    ['first line', one.first === undefined ? '' : placeText(one.first, place)],
    ['confidence', one.confidence],
    ['explains', explainedText(one, place)],
    ['remedy', one.remedy],
    ['evidence', one.evidence === undefined ? '' : where({ source: one.evidence, line: 0 }, place)],
    ...one.decisions.map((decision): [string, string] => ['decision', decisionText(decision, place)]),
    ...one.actions.map((action): [string, string] => [
      action.notice === undefined ? 'action' : 'alert',
      actionWords(action),
    ]),
  ];
  const lines = one.block.length > 0 ? one.block : one.text === '' ? [] : [one.text];
  const left = lines.length - QUOTED;
  return {
    head: `${one.error_type}, a ${one.mode} in attempt ${one.attempt}, ${step}`,
    rows: rows.filter(([, text]) => text !== ''),
    quoted:
      left > 0 ? [...lines.slice(0, 2), `… ${count(left, 'line')} left out …`, ...lines.slice(2 - QUOTED)] : lines,
  };
}

/** Of what a root explains, this many lines are shown. */
const SHOWN = 10;

function explainedText({ explained, explains }: IncidentReport, place: From): string {
  if (explained === 0) return '';
  const told = explains.slice(0, SHOWN).map((one) => placeText(one, place));
  const some = told.length === 0 ? '' : `: ${told.join(', ')}${explained > told.length ? ', …' : ''}`;
  return `${count(explained, 'other signal')}${some}`;
}

const placeText = (one: PlaceReport, place: From) => [one.signal, where(one, place)].filter(Boolean).join(' ');

function where({ source, line }: { readonly source: string; readonly line: number }, place: From): string {
  if (source === '') return '';
  const own = place.record !== undefined && source.startsWith(`${place.record}/`);
  const path = own ? source.slice((place.record?.length ?? 0) + 1) : shortPath(source, place);
  return line > 0 ? `${path}:${line}` : path;
}

function decisionText(one: DecisionReport, place: Place): string {
  const from = one.resume_from ? ` from ${shortPath(one.resume_from, place)}` : '';
  const wait = one.delay_seconds ? ` in ${duration(Math.ceil(one.delay_seconds) * 1000)}` : '';
  const restart = `restart ${one.restarts_used + 1} of ${one.max_retries}${wait}${from}`;
  const what = one.action === 'restart' ? restart : one.action === 'stop' ? 'stop' : 'do nothing';
  return `${one.dry_run ? 'would ' : ''}${what}${one.reason ? `: ${one.reason}` : ''}`;
}

/** In UTC, as those who read it may be anywhere. */
function timeText(iso: string | undefined): string {
  return iso === undefined ? '' : `${iso.slice(0, 19).replace('T', ' ')} UTC`;
}
