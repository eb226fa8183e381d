import type { SigwatchEvent } from '../contract.js';
import { type StabilityState, withOom, withSample } from './fold.js';
import { type StabilityOptions, stabilityDefaults, stabilityOptionsIn } from './options.js';
import { parsedField, type Sample, sampleOf } from './sample.js';

/** What an event tells of the steps of a source. */
export type StabilityNews =
  | { readonly kind: 'sample'; readonly source: string; readonly sample: Sample }
  /** Memory ran out: of the program, whatever source tells it. */
  | { readonly kind: 'oom'; readonly step: number | undefined }
  /** What the program wants to be judged by. */
  | { readonly kind: 'options'; readonly source: string; readonly options: Partial<StabilityOptions> };

/** What there is to learn of an event for the stability of its attempt; undefined: nothing. Pure. */
export function stabilityNews({ event_type, data }: SigwatchEvent): StabilityNews | undefined {
  const { source } = data;
  if (typeof source !== 'string') return undefined;
  if (event_type === 'progress') return sampled(source, sampleOf(data));
  if (event_type !== 'signal' || data.resolved === true) return undefined;
  const fields = (data.fields ?? {}) as SigwatchEvent['data'];
  const { wire } = (data.metadata ?? {}) as SigwatchEvent['data'];
  if (wire === 'hello') return { kind: 'options', source, options: stabilityOptionsIn(parsedField(fields.options)) };
  // Its losses stand in the step of the same line; what only the client tells does not.
  const { loss: _, grad_norm: __, ...sample } = sampleOf(fields);
  if (isOom(data)) return { kind: 'oom', step: sample.step };
  const counts = sample.step !== undefined && COUNTS.some((name) => fields[name] !== undefined);
  return counts ? sampled(source, sample) : undefined;
}

const sampled = (source: string, sample: Sample): StabilityNews => ({ kind: 'sample', source, sample });

/** A source of an attempt, as far as its steps are judged. */
export interface JudgedSource {
  readonly state: StabilityState;
  readonly options: StabilityOptions;
}

/** What news of this source lead to. Pure. */
export function judgedAfter(before: JudgedSource, news: StabilityNews, base = stabilityDefaults): JudgedSource {
  const { state, options } = before;
  if (news.kind === 'options') return { state, options: { ...base, ...news.options } };
  const [next] = news.kind === 'oom' ? withOom(state, news.step) : withSample(state, news.sample, options);
  return next === state ? before : { state: next, options };
}

const COUNTS = ['nan_count', 'inf_count', 'nonfinite_in', 'condition_numbers', 'schatten_norms', 'eigenvalues'];

/** Of a line that says so; an operator that tells of such a line says it again. */
const isOom = ({ error_type, kind, signal }: SigwatchEvent['data']): boolean =>
  error_type === 'oom' && (kind === 'error' || kind === 'warning') && signal !== 'oom';
