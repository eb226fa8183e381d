import { type Finding, findingsOf } from './findings.js';
import { healthScore, LEAST_NORMS, type StabilityCounts } from './formulas.js';
import { type StabilityName, type StabilityOptions, stabilityDefaults } from './options.js';
import { noRecent, type Recent, within, withRecent } from './recent.js';
import { isMeasured, type Sample, told } from './sample.js';

/** A number, or the word for one that JSON lacks. */
export type Metric = number | 'nan' | 'inf' | '-inf';

/** What is known of one attempt, by the lines of one process. Json. */
export interface StabilityState {
  /** Samples that were taken in. */
  readonly samples: number;
  /** The step of the last one; where no line tells a step, each sample is one. */
  readonly step?: number;
  /** A step that lines without measurements have told since. */
  readonly ahead?: number;
  readonly losses: Recent;
  readonly gradients: Recent;
  readonly counts: StabilityCounts;
  /** The step at which each was counted last: a step that is told twice counts once. */
  readonly counted: Readonly<Partial<Record<StabilityName, number>>>;
  /** What is so now. */
  readonly now: readonly Finding[];
  readonly current: Readonly<
    Partial<Record<'loss' | 'grad_norm' | 'total' | 'epoch' | 'learning_rate' | 'throughput', Metric>>
  >;
  readonly condition_numbers?: Readonly<Record<string, Metric>>;
  readonly schatten_norms?: Readonly<Record<string, Metric>>;
  readonly eigenvalues?: Readonly<Record<string, Readonly<Record<string, Metric>>>>;
}

/** Before the first step. */
export const noStability: StabilityState = {
  samples: 0,
  losses: noRecent,
  gradients: noRecent,
  counts: { nan: 0, inf: 0, explosion: 0, divergence: 0, oom: 0 },
  counted: {},
  now: [],
  current: {},
};

/** What a sample does, and what it shows that was not so at the same step before. Pure. */
export function withSample(
  state: StabilityState,
  sample: Sample,
  options: StabilityOptions = stabilityDefaults,
): readonly [StabilityState, readonly Finding[]] {
  if (!isMeasured(sample)) return [withStep(state, sample.step), []];
  const step = stepOf(state, sample);
  const { loss, grad_norm } = sample;
  const losses = loss === undefined ? state.losses : withRecent(state.losses, step, loss, options.loss_window);
  const gradients =
    grad_norm === undefined ? state.gradients : withRecent(state.gradients, step, grad_norm, options.gradient_window);
  const again = step === state.step;
  // Who went back to an earlier step may meet the same trouble at the same step.
  const known = step < (state.step ?? step) ? { ...state, counted: {} } : state;
  const found = findingsOf(sample, { losses, gradients }, options);
  // What an earlier line of the step has found stands; what is of before it is over where this line looked.
  const isHere = ({ name }: Finding) => again && state.counted[name] === step;
  const before = state.now.filter((one) => !isHere(one));
  const now = together(state.now.filter(isHere), after(before, sample, found));
  const { ahead: _, ...rest } = counted(known, found, step);
  return [
    {
      ...rest,
      ...measured(state, sample),
      samples: state.samples + (again ? 0 : 1),
      step,
      losses,
      gradients,
      now,
    },
    found.filter(({ name }) => !state.now.some((one) => one.name === name && isHere(one))),
  ];
}

/** Memory ran out. It is over when the next step is measured. */
export function withOom(state: StabilityState, step?: number): readonly [StabilityState, readonly Finding[]] {
  const at = step ?? state.ahead ?? state.step ?? 0;
  if (state.counted.oom === at) return [state, []];
  const found: Finding = { name: 'oom', in: ['memory'], text: 'Memory ran out.', values: {} };
  const next = counted(state, [found], at);
  return [{ ...next, now: [found, ...state.now.filter(({ name }) => name !== 'oom')] }, [found]];
}

/** A line that tells only how far it is. Those of an evaluation begin at 0 again, so that only what is further counts. */
function withStep(state: StabilityState, step: number | undefined): StabilityState {
  if (step === undefined || !Number.isFinite(step) || step <= (state.ahead ?? state.step ?? -1)) return state;
  return { ...state, ahead: step };
}

function stepOf({ step, ahead }: StabilityState, sample: Sample): number {
  if (sample.step !== undefined && Number.isFinite(sample.step)) return sample.step;
  return ahead ?? (step === undefined ? 0 : step + 1);
}

/** What is found, and what was so before at places that were not looked at again. */
function after(now: readonly Finding[], sample: Sample, found: readonly Finding[]): readonly Finding[] {
  const looked: readonly string[] = [
    ...told(sample),
    'memory',
    ...(sample.condition_numbers === undefined ? [] : ['condition_numbers']),
    ...(sample.schatten_norms === undefined ? [] : ['schatten_norms']),
  ];
  const still = now
    .map((one) => ({ ...one, in: one.in.filter((place) => !looked.includes(place)) }))
    .filter((one) => one.in.length > 0);
  const both = found.map((one) => {
    const more = still.find(({ name }) => name === one.name)?.in ?? [];
    return more.length === 0 ? one : { ...one, in: [...new Set([...one.in, ...more])] };
  });
  return [...both, ...still.filter(({ name }) => !found.some((one) => one.name === name))];
}

/** Of two lines of one step the one that names more places has the word. */
function together(before: readonly Finding[], found: readonly Finding[]): readonly Finding[] {
  const known = before.filter(
    (one) => !found.some((other) => other.name === one.name && other.in.length >= one.in.length),
  );
  return [...found.filter(({ name }) => !known.some((one) => one.name === name)), ...known];
}

const COUNTED: Readonly<Partial<Record<StabilityName, keyof StabilityCounts>>> = {
  nan_detected: 'nan',
  inf_detected: 'inf',
  gradient_explosion: 'explosion',
  loss_divergence: 'divergence',
  oom: 'oom',
};

function counted(state: StabilityState, found: readonly Finding[], step: number): StabilityState {
  let { counts } = state;
  for (const { name } of found) {
    const key = COUNTED[name];
    if (key !== undefined && state.counted[name] !== step) counts = { ...counts, [key]: counts[key] + 1 };
  }
  return {
    ...state,
    counts,
    counted: { ...state.counted, ...Object.fromEntries(found.map(({ name }) => [name, step])) },
  };
}

/** The newest of everything that is only shown. */
function measured(state: StabilityState, sample: Sample): Partial<StabilityState> {
  const { loss, grad_norm, beside, condition_numbers, schatten_norms, eigenvalues } = sample;
  const current = {
    ...(loss === undefined ? {} : { loss }),
    ...(grad_norm === undefined ? {} : { grad_norm }),
    ...beside,
  };
  return {
    current: { ...state.current, ...inWords(current) },
    ...(condition_numbers === undefined ? {} : { condition_numbers: inWords(condition_numbers) }),
    ...(schatten_norms === undefined ? {} : { schatten_norms: inWords(schatten_norms) }),
    ...(eigenvalues === undefined
      ? {}
      : { eigenvalues: Object.fromEntries(Object.entries(eigenvalues).map(([name, of]) => [name, inWords(of)])) }),
  };
}

const inWords = (numbers: Readonly<Record<string, number>>): Record<string, Metric> =>
  Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, metric(value)]));

const metric = (value: number): Metric =>
  Number.isFinite(value) ? value : Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';

/** How it is now, and how well the whole attempt went (0 to 100). */
export interface StabilityHealth {
  readonly overall_health: 'healthy' | 'warning' | 'critical';
  readonly score: number;
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

const CRITICAL: ReadonlySet<string> = new Set<StabilityName>(['nan_detected', 'inf_detected']);

/** How stable the steps are now, in sentences and as a score of 0 to 100. */
export function stabilityHealth(state: StabilityState, options: StabilityOptions = stabilityDefaults): StabilityHealth {
  const errors = state.now.filter(({ name }) => CRITICAL.has(name)).map(({ text }) => text);
  const warnings = state.now.filter(({ name }) => !CRITICAL.has(name)).map(({ text }) => text);
  const overall_health = errors.length > 0 ? 'critical' : warnings.length > 0 ? 'warning' : 'healthy';
  const norms = normsOf(state, options);
  return { overall_health, score: healthScore(state.counts, norms), errors, warnings };
}

/** Gradient norms of the window; none where none was measured. */
export const normsOf = ({ gradients }: StabilityState, { gradient_window }: StabilityOptions): readonly number[] =>
  gradients.steps.length === 0 ? [] : within(gradients, gradient_window, LEAST_NORMS);
