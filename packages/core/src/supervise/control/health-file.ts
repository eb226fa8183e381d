import type { Millis, SigwatchEvent } from '../../contract.js';
import { noStability, stabilityHealth } from '../../stability/fold.js';
import { type JudgedSource, judgedAfter, stabilityNews } from '../../stability/of-event.js';
import { stabilityDefaults } from '../../stability/options.js';
import type { Journal } from '../journal.js';
import type { RunContext } from '../options.js';
import { diskControlFiles, healthFile } from './files.js';

/** It is written no more often than this (ms): programs look each second. */
const APART: Millis = 1_000;

/**
 * Tells the program of an attempt how its steps are judged: `health.json` in its control folder, worked out of the events
 * that are committed, by the same fold as `sigwatch health`. Written only where a program has said hello, when the
 * answer is another one, and each second at most. That it can't be written is told once.
 */
export class HealthFile {
  /** Undefined until a program has said hello. */
  #judged: JudgedSource | undefined;
  #written: string | undefined;
  #next: Millis = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | undefined;
  #writing: Promise<void> | undefined;
  #ended = false;
  #failed = false;
  readonly #resumed: boolean;

  constructor(
    readonly run: RunContext,
    readonly journal: Journal,
  ) {
    this.#resumed = journal.snapshot.recorded === journal.snapshot.attempt;
  }

  /** What was committed, in order. */
  take(events: readonly SigwatchEvent[]): void {
    const hello = this.#hello();
    if (hello === undefined) return;
    if (this.#judged === undefined) {
      this.#judged = { state: noStability, options: stabilityDefaults };
      // What an earlier life has learnt of the attempt stands in the journal, with what was committed just now.
      this.#learn(this.#resumed ? this.run.store.events(this.run.run_id) : events, hello.source);
    } else this.#learn(events, hello.source);
    this.#plan();
  }

  /** Writes no more, and resolves when what was begun is written. Never rejects. */
  async end(): Promise<void> {
    this.#ended = true;
    this.#cancel?.();
    await this.#writing;
  }

  #hello() {
    const { control, attempt } = this.journal.snapshot;
    return control?.attempt === attempt ? control.hello : undefined;
  }

  #learn(events: Iterable<SigwatchEvent>, source: string): void {
    const { attempt } = this.journal.snapshot;
    for (const event of events) {
      const news = event.attempt === attempt ? stabilityNews(event) : undefined;
      if (news === undefined || (news.kind !== 'oom' && news.source !== source)) continue;
      this.#judged = judgedAfter(this.#judged as JudgedSource, news);
    }
  }

  /** Now, or when the second is over; what comes meanwhile goes with it. */
  #plan(): void {
    if (this.#ended || this.#cancel !== undefined || this.#text() === this.#written) return;
    const { deps } = this.run;
    const at = Math.max(deps.now(), this.#next);
    this.#cancel = deps.schedule(at, () => {
      this.#cancel = undefined;
      this.#writing = this.#write();
    });
  }

  async #write(): Promise<void> {
    const text = this.#text();
    const { control } = this.journal.snapshot;
    if (text === undefined || control === undefined || this.#ended) return;
    this.#next = this.run.deps.now() + APART;
    // Only one at a time: an older one must not come to stand over a newer one.
    this.#cancel = () => {};
    try {
      await (this.run.control_files ?? diskControlFiles).put(healthFile(control.folder), text);
      this.#failed = false;
    } catch (error) {
      if (!this.#failed && !this.#ended) {
        const why = error instanceof Error ? error.message : String(error);
        this.journal.notice(`The program is not told how its steps are judged: ${why}.`);
      }
      this.#failed = true;
    }
    this.#written = text;
    this.#cancel = undefined;
    this.#plan();
  }

  #text(): string | undefined {
    const { state, options } = this.#judged as JudgedSource;
    if (state.samples === 0) return undefined;
    const { overall_health, score, errors, warnings } = stabilityHealth(state, options);
    const step = Math.max(0, Math.floor(state.step ?? 0));
    return `${JSON.stringify({ sigwatch: 1, step, overall_health, score, errors, warnings })}\n`;
  }
}
