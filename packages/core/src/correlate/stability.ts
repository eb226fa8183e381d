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
import { neverDue } from './never-due.js';

/** Of one process. Json. */
interface Held {
  readonly stability: StabilityState;
  readonly firing: boolean;
  /** What the program wants to be judged by, where the rule says nothing. */
  readonly told?: Partial<StabilityOptions>;
}
interface State {
  readonly groups: Groups<Held>;
}

const none: Held = { stability: noStability, firing: false };

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
  ...thresholds
}: StabilityOperator): Correlator<State> {
  const own = given(thresholds as Sample) as Partial<StabilityOptions>;
  const groupOf = grouping(by);
  const isAsked = ({ name, in: where }: Finding) =>
    name === detect && (places === undefined || where.some((one) => (places as readonly string[]).includes(one)));
  const after = ({ stability: state, told }: Held, signal: Signal) => {
    const options = { ...stabilityDefaults, ...told, ...own };
    const sample = sampleOf(signal.fields);
    return detect === 'oom' && signal.kind !== 'progress'
      ? withOom(state, sample.step)
      : withSample(state, NEEDS[detect](sample), options);
  };

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
      const [next, found] = after(before, signal);
      if (next === before.stability) return [state, []];
      const finding = found.find(isAsked);
      const isSo = next.now.some(isAsked);
      const held = (firing: boolean) => ({
        groups: withGroup(state.groups, key, { ...before, stability: next, firing }),
      });
      const { step } = next;
      const where = groupText(signal, by);
      if (finding !== undefined && !before.firing) {
        const fields = { ...(step === undefined ? {} : { step }), ...finding.values };
        return [
          held(true),
          [fired({ text: `${finding.text.slice(0, -1)}${where}.`, from: signal, fields, group: key })],
        ];
      }
      if (before.firing && !isSo) {
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
