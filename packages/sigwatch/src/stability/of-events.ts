import {
  noStability,
  type SigwatchEvent,
  type StabilityOptions,
  type StabilitySample,
  type StabilityState,
  stabilityDefaults,
  stabilitySampleOf,
  withOom,
  withStabilitySample,
} from '@sigwatch/core';

/** What was measured at a step. */
export interface Point {
  readonly step: number;
  /** ISO 8601. */
  readonly at: string;
  readonly loss: number | undefined;
  readonly grad_norm: number | undefined;
  readonly learning_rate: number | undefined;
}

/** What the lines of one source tell of an attempt. */
export interface SourceStability {
  readonly source: string;
  readonly attempt: number;
  readonly state: StabilityState;
  /** Oldest first, one for each step of each pass over it. */
  readonly points: readonly Point[];
}

/** Points that are kept of a source; the oldest go first. */
const MOST_POINTS = 100_000;

/**
 * How stable the newest attempt of a run is that tells any losses or gradients, by the events that are stored of it: of
 * several sources (ranks print the same steps) by the one that tells most. Undefined where nothing was ever measured.
 */
export function stabilityOf(
  events: Iterable<SigwatchEvent>,
  options: StabilityOptions = stabilityDefaults,
): SourceStability | undefined {
  let attempt = new AttemptStability(0, options);
  let measured: SourceStability | undefined;
  for (const event of events) {
    if (event.attempt !== attempt.number) {
      measured = attempt.leading() ?? measured;
      attempt = new AttemptStability(event.attempt, options);
    }
    attempt.take(event);
  }
  return attempt.leading() ?? measured;
}

interface Held {
  state: StabilityState;
  readonly points: Point[];
}

class AttemptStability {
  readonly #sources = new Map<string, Held>();

  constructor(
    readonly number: number,
    readonly options: StabilityOptions,
  ) {}

  take({ event_type, timestamp, data }: SigwatchEvent): void {
    if (typeof data.source !== 'string') return;
    if (event_type === 'progress') this.#sample(data.source, stabilitySampleOf(data), timestamp);
    if (event_type !== 'signal' || data.resolved === true) return;
    const fields = (data.fields ?? {}) as SigwatchEvent['data'];
    // Its losses stand in the step of the same line; what only the client tells does not.
    const { loss: _, grad_norm: __, ...sample } = stabilitySampleOf(fields);
    if (isOom(data)) this.#outOfMemory(sample.step);
    else if (sample.step !== undefined && COUNTS.some((name) => fields[name] !== undefined))
      this.#sample(data.source, sample, timestamp);
  }

  leading(): SourceStability | undefined {
    const [first, ...others] = [...this.#sources].filter(([, { state }]) => state.samples > 0);
    if (first === undefined) return undefined;
    const [source, { state, points }] = others.reduce(
      (most, one) => (one[1].state.samples > most[1].state.samples ? one : most),
      first,
    );
    return { source, attempt: this.number, state, points };
  }

  #sample(source: string, sample: StabilitySample, at: string): void {
    const held = this.#sources.get(source) ?? { state: noStability, points: [] };
    this.#sources.set(source, held);
    const [state] = withStabilitySample(held.state, sample, this.options);
    held.state = state;
    const { loss, grad_norm, beside } = sample;
    if (loss === undefined && grad_norm === undefined) return;
    const step = state.step as number;
    const last = held.points.at(-1);
    const again = last?.step === step ? last : undefined;
    if (again !== undefined) held.points.pop();
    held.points.push({
      step,
      at,
      loss: loss ?? again?.loss,
      grad_norm: grad_norm ?? again?.grad_norm,
      learning_rate: beside.learning_rate ?? again?.learning_rate,
    });
    if (held.points.length > MOST_POINTS + MOST_POINTS / 10) held.points.splice(0, held.points.length - MOST_POINTS);
  }

  #outOfMemory(step: number | undefined): void {
    for (const held of this.#sources.values()) held.state = withOom(held.state, step)[0];
  }
}

const COUNTS = ['nan_count', 'inf_count', 'nonfinite_in', 'condition_numbers', 'schatten_norms', 'eigenvalues'];

/** Of a line that says so; an operator that tells of such a line says it again. */
const isOom = ({ error_type, kind, signal }: SigwatchEvent['data']): boolean =>
  error_type === 'oom' && (kind === 'error' || kind === 'warning') && signal !== 'oom';
