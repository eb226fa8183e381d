import { join } from 'node:path';
import type { Millis, SigwatchEvent } from '@sigwatch/core';
import { writeJson } from '@sigwatch/core/host';
import { DayFiles } from './day-files.js';
import { recordsAfter } from './records-after.js';
import { runRecord, summaryName } from './run-record.js';
import { noRecords, type RecordLine, type RecordsState } from './state.js';

export interface RecorderOptions {
  readonly directory: string;
  readonly run_id: string;
  readonly now: () => Millis;
  /** Events of the run in order, without the first `from` of them. */
  readonly events: (from: number) => Iterable<SigwatchEvent>;
  /** Events are handed out once: lines that stand in the files are looked for to the end. */
  readonly once?: true;
  /** Told when something was written. `urgent`: it tells of a failure, or of what became of the run. */
  readonly wrote?: (urgent: boolean) => void;
}

/** The summary is written at every change of what it tells beside steps, and else not more often than this (ms). */
const SUMMARY_INTERVAL: Millis = 30_000;
/** Lines that are written at once. */
const BATCH = 1_000;

/**
 * Writes the records of a run by its events, as far as they are committed. `follow` may be called at any time, as often as
 * one likes; it throws where the folder can't be written, and the next call then sees to what is missing. The first call of
 * a life goes through all events, and writes only those lines that an earlier one has not.
 */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #files: DayFiles;
  #state: RecordsState = noRecords;
  #taken = 0;
  #first = true;
  #shown: RecordsState | undefined;
  #shownAt = 0;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#files = new DayFiles(options.directory, options.run_id);
  }

  follow(): void {
    try {
      let lines: RecordLine[] = [];
      let wrote = false;
      for (const event of this.#options.events(this.#taken)) {
        const [state, more] = recordsAfter(this.#state, event);
        this.#state = state;
        this.#taken += 1;
        lines.push(...more);
        wrote ||= more.length > 0;
        if (lines.length < BATCH) continue;
        this.#files.write(lines, this.#first);
        lines = [];
      }
      this.#files.write(lines, this.#first);
      if (this.#options.once !== true) {
        this.#first = false;
        this.#files.settled();
      }
      if (wrote) this.#options.wrote?.(false);
      this.#summary(false);
    } catch (error) {
      this.#state = noRecords;
      this.#taken = 0;
      this.#first = true;
      this.#files.anew();
      throw error;
    }
  }

  /** The last word of this life. `ended`: of the run as well. */
  close(ended: boolean): void {
    this.follow();
    this.#summary(true, !ended);
  }

  #summary(last: boolean, interrupted = false): void {
    const { directory, now } = this.#options;
    const state = this.#state;
    const name = summaryName(state);
    const soon = now() - this.#shownAt < SUMMARY_INTERVAL;
    if (name === undefined || (!last && (state === this.#shown || (soon && !matters(this.#shown, state))))) return;
    writeJson(join(directory, name), runRecord(state, interrupted), { indent: 2, mode: 0o644 });
    this.#options.wrote?.(last || matters(this.#shown, state));
    this.#shown = state;
    this.#shownAt = now();
  }
}

function matters(before: RecordsState | undefined, after: RecordsState): boolean {
  if (before === undefined) return true;
  const keys = ['state', 'errors', 'decisions', 'checkpoint', 'ended', 'environment', 'gpu_check'] as const;
  return keys.some((key) => before[key] !== after[key]) || before.attempts.length !== after.attempts.length;
}
