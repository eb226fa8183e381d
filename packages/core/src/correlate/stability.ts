import type { Component, Correlator, Json, Signal } from '../contract.js';
import { componentSchemas } from '../generated/component-schemas.js';
import type { StabilityOperator } from '../generated/StabilityOperator.js';
import type { Finding } from '../stability/findings.js';
import { noStability, type StabilityState, withOom, withSample } from '../stability/fold.js';
import {
  type StabilityName,
  type StabilityOptions,
  stabilityDefaults,
  stabilityOptionsIn,
} from '../stability/options.js';
import { parsedField, type Sample, sampleOf } from '../stability/sample.js';
import { grouping, groupText } from './group.js';
import { type Groups, groupIn, noGroups, withGroup } from './groups.js';
import { afterHealthy, type InARow, isStillAbove, noRow, withFound } from './in-a-row.js';
import { neverDue } from './never-due.js';

/** Of one process. Json. */
interface Held {
  readonly stability: StabilityState;
  readonly firing: boolean;
  /** What the program wants to be judged by, where the rule says nothing. */
  readonly told?: Partial<StabilityOptions>;
  readonly row: InARow;
}
interface State {
  readonly groups: Groups<Held>;
}

const none: Held = { stability: noStability, firing: false, row: noRow };

/** What each needs to be told of a line: nothing is remembered for another one's sake. */
const NEEDS: Readonly<Record<StabilityName, (sample: Sample) => Sample>> = {
  nan_detected: soundness,
  inf_detected: soundness,
  gradient_explosion: ({ step, grad_norm, beside }) => given({ step, grad_norm, beside }),
  loss_divergence: ({ step, loss, beside }) => given({ step, loss, beside }),
  oom: ({ step, loss, grad_norm, beside }) => given({ step, loss, grad_norm, beside }),
  condition_number_high: ({ step, condition_numbers, beside }) => given({ step, condition_numbers, beside }),
  schatten_norm_high: ({ step, schatten_norms, beside }) => given({ step, schatten_norms, beside }),
};

function soundness({ step, loss, grad_norm, nan_count, inf_count, nonfinite_in, beside }: Sample): Sample {
  return given({ step, loss, grad_norm, nan_count, inf_count, nonfinite_in, beside });
}

const given = (sample: { readonly [K in keyof Sample]: Sample[K] | undefined }): Sample =>
  Object.fromEntries(Object.entries(sample).filter(([, value]) => value !== undefined)) as unknown as Sample;

/** Fires when a step shows what it is asked for, and tells when a later step shows that it is over. */
function stability({
  detect,
  in: places,
  by = ['source', 'rank'],
  for: times = 1,
  until_back = false,
  ...thresholds
}: StabilityOperator): Correlator<State> {
  const own = given(thresholds as Sample) as Partial<StabilityOptions>;
  const groupOf = grouping(by);
  const isAsked = ({ name, in: where }: Finding) =>
    name === detect && (places === undefined || where.some((one) => (places as readonly string[]).includes(one)));
  const isOom = (signal: Signal) => detect === 'oom' && signal.kind !== 'progress';
  const after = (state: StabilityState, signal: Signal, sample: Sample, options: StabilityOptions) =>
    isOom(signal) ? withOom(state, sample.step) : withSample(state, NEEDS[detect](sample), options);

  return {
    init: () => ({ groups: noGroups }),
    step(state, event, { fired, roles }) {
      if (event.type !== 'signal') return [state, []];
      const { signal } = event;
      const key = groupOf(signal);
      const before = groupIn(state.groups, key) ?? none;
      if (roles.includes('hello')) {
        const told = stabilityOptionsIn(parsedField(signal.fields.options));
        return [{ groups: withGroup(state.groups, key, { ...before, told }) }, []];
      }
      const sample = sampleOf(signal.fields);
      const options = { ...stabilityDefaults, ...before.told, ...own };
      const [next, found] = after(before.stability, signal, sample, options);
      if (next === before.stability) return [state, []];
      const { step } = next;
      const above = until_back ? isStillAbove(before.row, sample, options) : undefined;
      const again = above === true && step !== before.stability.step ? before.row.first : undefined;
      const finding = found.find(isAsked) ?? again;
      const isSo = above ?? (next.now.some(isAsked) || (until_back && before.row.times > 0));
      const row = finding !== undefined ? withFound(before.row, step, finding) : isSo ? before.row : afterHealthy(step);
      const held = (firing: boolean) => ({
        groups: withGroup(state.groups, key, { ...before, stability: next, firing, row }),
      });
      const where = groupText(signal, by);
      if (finding !== undefined && !before.firing && row.times >= times) {
        const often = row.times > 1 ? `, ${row.times} times in a row since step ${row.since}` : '';
        const text = `${finding.text.slice(0, -1)}${often}${where}.`;
        const fields = { ...stepsOf(detect, row), ...finding.values };
        return [held(true), [fired({ text, from: signal, fields, group: key })]];
      }
      if (before.firing && !isSo && finding === undefined) {
        const fields = step === undefined ? {} : { step };
        return [
          held(false),
          [fired({ text: `No longer so${where}.`, from: signal, fields, group: key, resolved: true })],
        ];
      }
      return [held(before.firing), []];
    },
    due: neverDue,
  };
}

/** Where it began, and up to where a checkpoint can be trusted: memory that runs out spoils none. */
function stepsOf(detect: StabilityName, { since, healthy }: InARow): Readonly<Record<string, number>> {
  return {
    ...(since === undefined ? {} : { step: since }),
    ...(healthy === undefined || detect === 'oom' ? {} : { healthy_step: healthy }),
  };
}

export const stabilityOperator: Component<'operator'> = {
  kind: 'operator',
  class_name: 'StabilityOperator',
  summary:
    'Fires when steps show NaN, gradients that explode, a loss that diverges, or matrices that are near to singular.',
  config: componentSchemas.StabilityOperator,
  // What a program says of itself may hold thresholds.
  hears: { hello: [{ metadata: { wire: 'hello' } }] },
  resolves: () => true,
  create: (config) => stability(config as unknown as StabilityOperator) as unknown as Correlator<Json>,
};
