import type { JobReport, Training } from '../asking/job-report.js';
import { duration, number } from './format.js';
import { sanitize } from './sanitize.js';

/** What `sigwatch status ray:ID` prints. `now` in ms; pure. */
export function jobReportLines(report: JobReport, now: number): readonly string[] {
  const { job, name, training, failure, detail, log_problem } = report;
  const called = name === undefined || job.endsWith(`:${name}`) ? job : `${job} (${name})`;
  return [
    `${called}  ${stateText(report, now)}`,
    ...(detail === undefined ? [] : [detail]),
    ...(training === null ? [] : [trainingText(training, now)]),
    ...(failure === undefined ? [] : [`${failure.error_type}: ${failure.text}`]),
    ...(failure?.remedy === undefined ? [] : [failure.remedy]),
    ...(log_problem === undefined ? [] : [`its log: ${log_problem}`]),
  ].map(sanitize);
}

function stateText({ state, reason, exit_code, started_at, ended_at, nodes }: JobReport, now: number): string {
  const began = started_at === undefined ? undefined : Date.parse(started_at);
  const parts = [
    state,
    state === 'running' && began !== undefined ? `for ${duration(now - began)}` : '',
    ended_at === undefined ? '' : `${duration(now - Date.parse(ended_at))} ago`,
    exit_code === undefined ? '' : `exit code ${exit_code}`,
    reason ?? '',
    nodes === undefined || nodes.length === 0 ? '' : `on ${nodes.join(', ')}`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** `step 120/934  loss 0.4312  throughput 812 tokens/s  (12s ago, driver:210)` */
export function trainingText(training: Training, now: number): string {
  const { step, total, at, source, line, loss, ...more } = training;
  const unit = more.throughput_unit === undefined ? '' : ` ${more.throughput_unit}`;
  const told = more.throughput === undefined ? '' : `throughput ${valueText(more.throughput)}${unit}`;
  const parts = [
    total === undefined ? `step ${step}` : `step ${step}/${total}`,
    loss === undefined ? '' : `loss ${valueText(loss)}`,
    told,
    `(${duration(now - Date.parse(at))} ago, ${source}:${line})`,
  ];
  return parts.filter((part) => part !== '').join('  ');
}

const valueText = (value: unknown): string => (typeof value === 'number' ? number(value) : String(value));
