import { type RunRecord, type SigwatchEvent, sanitize } from '@sigwatch/core';
import { reportOf } from '../../report/report.js';
import { type From, type Section, sectionsOf } from '../../report/sections.js';
import { count } from '../../view/format.js';
import type { RunRecords } from './fetch-records.js';

type Rows = readonly (readonly [label: string, text: string])[];
/** More of a traceback hides the rest. */
const QUOTED = 20;

/** What a person reads of the records of a run: what its events tell, where it ran, its memory, and its last words. */
export function recordSections({ file, summary, events }: RunRecords, place: From): readonly Section[] {
  const run_id = events[0]?.run_id ?? file;
  const told = events.length === 0 ? [headOf(file, summary)] : sectionsOf({ ...reportOf(events), run_id }, place);
  const more = [whereSection(summary), memorySection(summary), lastWords(summary, events)];
  return [...told, ...more.filter((one) => one !== undefined)];
}

/** Of a run whose lines were never committed. */
function headOf(file: string, { training }: RunRecord): Section {
  const { script, status, start_time, end_time, steps_completed } = training;
  const steps = steps_completed === null ? '' : String(steps_completed);
  const rows: Rows = [
    ['started', start_time ?? ''],
    [end_time === null ? 'last news' : 'ended', end_time ?? ''],
    ['steps', steps],
    ['file', file],
  ];
  return { title: `${script}: ${status}`, items: [{ head: '', rows: filled(rows) }] };
}

function whereSection({ environment, gpu_check }: RunRecord): Section | undefined {
  if (environment == null && gpu_check == null) return undefined;
  const { platform = 'not told', ...places } = environment ?? {};
  const { result, gpus, gpu_type, memory_total_mb } = gpu_check ?? {};
  const gpu = [result, gpus == null ? '' : count(gpus, 'GPU'), gpu_type, mib(memory_total_mb)];
  const rows = filled([
    ...Object.entries(places).map(([name, value]) => [name, value ?? ''] as const),
    ['GPU check', gpu.filter(Boolean).join(', ')],
  ]);
  return { title: 'Where', items: [{ head: platform, rows }] };
}

function memorySection({ gpu_stats }: RunRecord): Section | undefined {
  const { first, last, avg_allocated_mb, max_allocated_mb, unhealthy, leak, samples, window } = gpu_stats;
  if (samples === 0) return undefined;
  const grown = `${leak.growth_mb} MiB more over the last ${window.samples} samples`;
  const rows = filled([
    ['average', mib(avg_allocated_mb)],
    ['most', mib(max_allocated_mb)],
    ['first', mib(first?.allocated_mb)],
    ['last', mib(last?.allocated_mb)],
    ['leak', leak.suspected ? `suspected: ${grown}` : ''],
  ]);
  const head = `${count(samples, 'sample')}${unhealthy > 0 ? `, ${unhealthy} of them unhealthy` : ''}`;
  return { title: 'Memory of GPUs', items: [{ head, rows }] };
}

const mib = (value: number | null | undefined): string => (value == null ? '' : `${value} MiB`);

/** What it said last: its last step, its last error with what to do, and when it was heard of last. */
function lastWords({ training, errors }: RunRecord, events: readonly SigwatchEvent[]): Section {
  // What the platform says of its end comes after it, and tells less.
  const error = errors.findLast(({ severity }) => severity === 'fatal') ?? errors.at(-1);
  const heard = events.at(-1)?.timestamp ?? training.end_time ?? error?.timestamp ?? '';
  const step = training.steps_completed;
  const rows = filled([
    ['error', error === undefined ? '' : `${error.diagnosis} (${error.category}, ${error.severity})`],
    ['when', error?.timestamp ?? ''],
    ['remedy', error?.suggestion ?? ''],
  ]);
  const head = [step === null ? 'no step' : `step ${step}`, heard === '' ? '' : `heard of last at ${heard}`]
    .filter(Boolean)
    .join(', ');
  const lines = error === undefined ? [] : (error.traceback?.split('\n') ?? [error.error_message]);
  return { title: 'Last words', items: [{ head, rows, quoted: lines.slice(-QUOTED).map(sanitize) }] };
}

const filled = (rows: Rows): Rows =>
  rows.filter(([, text]) => text !== '').map(([label, text]) => [label, sanitize(text)]);
