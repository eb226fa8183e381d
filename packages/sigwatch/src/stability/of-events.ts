import {
  type JudgedSource,
  judgedAfter,
  noStability,
  type SigwatchEvent,
  type StabilityNews,
  type StabilityOptions,
  type StabilitySample,
  stabilityDefaults,
  stabilityNews,
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
export interface SourceStability extends JudgedSource {
  readonly source: string;
  readonly attempt: number;
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
  judged: JudgedSource;
  readonly points: Point[];
}

class AttemptStability {
  readonly #sources = new Map<string, Held>();

  constructor(
    readonly number: number,
    readonly options: StabilityOptions,
  ) {}

  take(event: SigwatchEvent): void {
    const news = stabilityNews(event);
    if (news?.kind === 'oom') for (const held of this.#sources.values()) held.judged = judgedAfter(held.judged, news);
    else if (news !== undefined) this.#judge(news, event.timestamp);
  }

  leading(): SourceStability | undefined {
    const [first, ...others] = [...this.#sources].filter(([, { judged }]) => judged.state.samples > 0);
    if (first === undefined) return undefined;
    const [source, { judged, points }] = others.reduce(
      (most, one) => (one[1].judged.state.samples > most[1].judged.state.samples ? one : most),
      first,
    );
    return { source, attempt: this.number, ...judged, points };
  }

  #judge(news: Exclude<StabilityNews, { kind: 'oom' }>, at: string): void {
    const held = this.#sources.get(news.source) ?? {
      judged: { state: noStability, options: this.options },
      points: [],
    };
    this.#sources.set(news.source, held);
    held.judged = judgedAfter(held.judged, news, this.options);
    if (news.kind === 'sample') addPoint(held, news.sample, at);
  }
}

function addPoint({ judged, points }: Held, { loss, grad_norm, beside }: StabilitySample, at: string): void {
  if (loss === undefined && grad_norm === undefined) return;
  const step = judged.state.step as number;
  const last = points.at(-1);
  const again = last?.step === step ? last : undefined;
  if (again !== undefined) points.pop();
  points.push({
    step,
    at,
    loss: loss ?? again?.loss,
    grad_norm: grad_norm ?? again?.grad_norm,
    learning_rate: beside.learning_rate ?? again?.learning_rate,
  });
  if (points.length > MOST_POINTS + MOST_POINTS / 10) points.splice(0, points.length - MOST_POINTS);
}
