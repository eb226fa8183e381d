import type { HealthDevice, HealthReport } from '@sigwatch/core';
import { type Column, tableRows } from './columns.js';
import { duration } from './format.js';
import { labelled } from './labelled.js';
import type { Look, Tone } from './line.js';

/** What `sigwatch health` prints: what is wrong first, each with what to do about it, then what was measured. Pure. */
export function healthLines(report: HealthReport, subject: string, look: Look): string[] {
  const { healthy, issues, job } = report;
  const [word, tone]: readonly [string, Tone] =
    healthy === null ? ['unknown', 'warn'] : healthy ? ['healthy', 'good'] : ['not healthy', 'bad'];
  const rows = [
    ...labelled(word, tone, `${subject}${job === undefined ? '' : ` (${job})`}`, look),
    ...issues.flatMap(({ severity, text, fix }) => [
      ...labelled(severity, severity === 'warning' ? 'warn' : 'bad', text, look),
      ...labelled('remedy', 'dim', fix, look),
    ]),
    ...labelled('GPUs', 'strong', gpuText(report), look),
    ...gpuTable(report, look),
    ...labelled('transport', 'strong', transportText(report), look),
  ];
  const cluster = clusterText(report);
  if (cluster !== '') rows.push(...labelled('cluster', 'strong', cluster, look));
  const saved = checkpointText(report);
  if (saved !== '') rows.push(...labelled('checkpoint', 'strong', saved, look));
  return rows;
}

function gpuText({ gpu }: HealthReport): string {
  if (gpu.count === null) return 'not known';
  if (gpu.count === 0) return 'none';
  const parts = [
    String(gpu.count),
    gpu.avg_utilization === null ? 'utilisation not known' : `${gpu.avg_utilization} % on average`,
    memory(sum(gpu.memory_used), sum(gpu.memory_total)),
    gpu.unreadable > 0 ? `${gpu.unreadable} not to be read` : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

const INDENT = 2;
const COLUMNS: readonly Column[] = [
  { title: 'node', shrinkTo: 8 },
  { title: 'GPU', right: true },
  { title: 'use', right: true },
  { title: 'memory', right: true },
  { title: 'temp', right: true },
  { title: 'ECC', right: true },
  { title: 'model', shrinkTo: 6 },
  { title: 'programs', shrinkTo: 8 },
];

function gpuTable({ nodes = [], gpu: { processes } }: HealthReport, look: Look): string[] {
  const rows = nodes.flatMap(({ node, gpus, error }) =>
    error !== undefined && gpus.length === 0
      ? [[node, '', '', '', '', '', error, '']]
      : gpus.map((gpu) => [
          node,
          gpu.index === null ? (gpu.bus ?? '?') : String(gpu.index),
          gpu.problem === undefined ? percent(gpu) : gpu.problem.replaceAll('_', ' '),
          memory(gpu.memory_used, gpu.memory_total),
          gpu.temperature === null ? '' : `${gpu.temperature} °C`,
          gpu.ecc_uncorrected === null ? '' : String(gpu.ecc_uncorrected),
          gpu.name ?? '',
          processes
            .filter((one) => one.node === node && one.gpu === gpu.index)
            .map(({ pid, name }) => (name === null ? String(pid) : `${pid} ${name}`))
            .join(', '),
        ]),
  );
  if (rows.length === 0) return [];
  return tableRows(COLUMNS, rows, { ...look, width: Math.max(1, look.width - INDENT) }).map(
    (row) => ' '.repeat(row === '' ? 0 : INDENT) + row,
  );
}

const percent = ({ utilization, mig }: HealthDevice): string =>
  utilization === null ? (mig === true ? 'MIG' : '?') : `${utilization} %`;

function memory(used: number | null, total: number | null): string {
  const gib = (mib: number) => (mib / 1024).toFixed(mib < 10_240 ? 1 : 0);
  return used === null || total === null ? '' : `${gib(used)} of ${gib(total)} GiB`;
}

function sum(values: readonly (number | null)[]): number | null {
  return values.reduce<number | null>((all, one) => (all === null || one === null ? null : all + one), 0);
}

function transportText({ efa }: HealthReport): string {
  if (efa.transport === 'unknown') return 'not known: no line of NCCL tells it';
  const ranks = Object.entries(efa.ranks ?? {}).map(
    ([name, count]) => `${name} on ${count} rank${count === 1 ? '' : 's'}`,
  );
  return `${efa.transport}${ranks.length === 0 ? '' : ` (${ranks.join(', ')})`}`;
}

function clusterText({ ray }: HealthReport): string {
  if (ray.gpus_available === null && ray.cpus_available === null) return '';
  const of = (what: string, used: number | null, all: number | null) =>
    all === null ? '' : `${used ?? '?'} of ${all} ${what} given away`;
  const parts = [
    of('GPUs', ray.gpus_used, ray.gpus_available),
    of('CPUs', ray.cpus_used, ray.cpus_available),
    ray.pending ? `${ray.pending} demands wait` : '',
    ray.dead_nodes ? `${ray.dead_nodes} dead nodes` : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function checkpointText({ checkpoints: { latest_step, latest_path, age_seconds } }: HealthReport): string {
  if (age_seconds === null) return '';
  return `${latest_step === null ? '' : `step ${latest_step}, `}${duration(age_seconds * 1000)} old, ${latest_path ?? ''}`;
}
