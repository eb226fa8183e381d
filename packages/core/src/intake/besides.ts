import type { EngineEvent, Millis } from '../contract.js';
import type { Track } from './track.js';

/** One that can't be read for so long (ms) is worth a word. */
const TELL_BLIND = 60_000;

/**
 * Sources that tell what was measured beside the job. The engine learns of their signals alone: how far they are read
 * proves nothing about the job. That one can't be read is told to people, once each time.
 */
export class Besides {
  readonly #blind = new Map<string, { readonly since: Millis; told: boolean }>();

  /** What is to be told of those that were looked at now. */
  after(looked: readonly Track[], now: Millis): EngineEvent[] {
    return looked.filter((track) => track.isBeside && this.#isToTell(track, now)).map((track) => notice(track, now));
  }

  #isToTell({ source, error }: Track, now: Millis): boolean {
    if (error === undefined) {
      this.#blind.delete(source.id);
      return false;
    }
    const known = this.#blind.get(source.id) ?? { since: now, told: false };
    this.#blind.set(source.id, known);
    if (known.told || now - known.since < TELL_BLIND) return false;
    known.told = true;
    return true;
  }
}

function notice({ source, error }: Track, at: Millis): EngineEvent {
  const text = `${source.id} can't be read: ${error?.message}. It is measured beside the job, so nothing waits for it.`;
  return { type: 'notice', at, source: source.id, line: 0, text };
}
