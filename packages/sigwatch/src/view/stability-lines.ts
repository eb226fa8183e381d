import type { StabilityReport } from '@sigwatch/core';
import { LABELLED, labelled } from './labelled.js';
import type { Look, Tone } from './line.js';
import { spark } from './spark.js';

/** A spark line is no longer, however wide the terminal is. */
const LONGEST = 60;

type Metrics = StabilityReport['metrics'];
type Metric = number | string | null;

/** What `sigwatch health RUN` prints of the steps of a run: how it is now, what was found, and how the numbers went. Pure. */
export function stabilityLines(report: StabilityReport, look: Look & { readonly plain?: boolean }): string[] {
  const { run_id, attempt, state, metrics, series } = report;
  const row = (label: string, tone: Tone, text: string) => labelled(label, tone, text, look);
  const course = (label: string, values: readonly Metric[], text: string) => {
    if (values.every((value) => value === null)) return [];
    // The words beside them tell the same to who hears them.
    if (look.plain === true) return row(label, 'strong', text);
    const bars = spark(values.map(asNumber), Math.max(10, Math.min(LONGEST, look.width - LABELLED)));
    return [...row(label, 'strong', bars), ...row('', 'plain', text)];
  };
  const tone = ({ healthy: 'good', warning: 'warn', critical: 'bad' } as const)[metrics.overall_health];
  const losses = series.map(({ loss }) => loss);
  const norms = series.map(({ grad_norm }) => grad_norm);
  return [
    ...row(
      metrics.overall_health,
      tone,
      `${run_id}, attempt ${attempt} (${state}), score ${number(metrics.health_score)} of 100`,
    ),
    ...metrics.errors.flatMap((text) => row('critical', 'bad', text)),
    ...metrics.warnings.flatMap((text) => row('warning', 'warn', text)),
    ...row('step', 'strong', progressText(metrics)),
    ...course('loss', losses, lossText(metrics)),
    ...course('gradients', norms, normText(metrics)),
    ...row('found', 'strong', countsText(metrics)),
    ...matrices(metrics.condition_numbers).flatMap((text, i) => row(i === 0 ? 'condition' : '', 'strong', text)),
    ...matrices(metrics.schatten_norms).flatMap((text, i) => row(i === 0 ? 'Schatten' : '', 'strong', text)),
    ...Object.entries(metrics.eigenvalue_stats).flatMap(([name, of], i) =>
      row(
        i === 0 ? 'eigenvalues' : '',
        'strong',
        `${name}: ${number(of.min ?? null)} to ${number(of.max ?? null)}, mean ${number(of.mean ?? null)}`,
      ),
    ),
  ];
}

function progressText({ step, total_steps, epoch, learning_rate, throughput, samples }: Metrics): string {
  const parts = [
    step === null ? '' : `${number(step)}${total_steps === null ? '' : ` of ${number(total_steps)}`}`,
    epoch === null ? '' : `epoch ${number(epoch)}`,
    learning_rate === null ? '' : `learning rate ${number(learning_rate)}`,
    throughput === null ? '' : `throughput ${number(throughput)}`,
    `${samples} measured`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

const TRENDS = {
  improving: 'improving',
  stable: 'stable',
  degrading: 'degrading',
  insufficient_data: 'too few for a trend',
} as const;

const lossText = (of: Metrics): string =>
  `${number(of.current_loss)} now, ${TRENDS[of.loss_trend]}; mean ${number(of.loss_mean)}, std ${number(of.loss_std)}, median ${number(of.loss_median)}, ${number(of.loss_min)} to ${number(of.loss_max)}`;

const normText = (of: Metrics): string =>
  `${number(of.current_gradient_norm)} now; mean ${number(of.gradient_norm_mean)}, std ${number(of.gradient_norm_std)}, median ${number(of.gradient_norm_median)}, ${number(of.gradient_norm_min)} to ${number(of.gradient_norm_max)}`;

const countsText = (of: Metrics): string =>
  [
    `NaN ${of.nan_count}`,
    `infinite ${of.inf_count}`,
    `explosions ${of.gradient_explosion_count}`,
    `divergences ${of.loss_divergence_count}`,
    `out of memory ${of.oom_count}`,
  ].join(', ');

const matrices = (of: Readonly<Record<string, Metric>>): string[] =>
  Object.entries(of).map(([name, value]) => `${name}: ${number(value)}`);

const asNumber = (value: Metric): number | undefined =>
  value === null ? undefined : typeof value === 'number' ? value : Number.NaN;

/** Five digits are enough to look at. */
const number = (value: Metric): string =>
  value === null ? 'not known' : typeof value === 'number' ? String(Number(value.toPrecision(5))) : value;
