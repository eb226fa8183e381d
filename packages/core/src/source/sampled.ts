import type { Deps, Discovery, LogSource, Millis } from '../contract.js';
import { pause } from '../pause.js';
import { appendLine, touch } from './bounded-file.js';
import { fileSource } from './file-source.js';

/** What measures, how often, and where its lines stand. */
export interface SampledOptions {
  readonly deps: Deps;
  /**
   * Begun anew each time that somebody follows: what measures once, and resolves to a line with its end, or to undefined
   * where there is nothing to tell now. What rejects leaves no line, and nothing follows from that.
   */
  readonly sampler: () => (abort: AbortSignal) => Promise<string | undefined>;
  /** The file that lines are appended to. */
  readonly path: string;
  /** What people read before `:line`. Default: the path. */
  readonly id?: string;
  /** ms between the beginnings of two samples. */
  readonly interval: Millis;
  /** ms until it is asked again where there was nothing to tell, as while a job waits. Default 5 s. */
  readonly soon?: Millis;
  /** Bytes of the file; a full one is kept as `PATH.1`, so that twice as much is there at most. Default 8 MiB. */
  readonly bytes?: number;
}

const MIB = 1024 * 1024;
const SOON: Millis = 5_000;

/** A source beside the job: it measures while somebody follows it, appends to a file, and that file is read as any log is. */
export function sampledSource(options: SampledOptions): Discovery {
  const { path, deps, id = path } = options;
  // Whoever asks again while the first one is still asked would measure twice.
  let last = Promise.resolve();
  return {
    async *sources(abort) {
      touch(path);
      const source: LogSource = fileSource(path, { deps, id });
      yield { id, beside: true, open: (from, own, changed) => source.open(from, own, changed) };
      const before = last;
      last = before.then(() => sampleOn(options, abort)).catch(() => {});
      await last;
    },
  };
}

async function sampleOn(options: SampledOptions, abort: AbortSignal): Promise<void> {
  const { deps, interval, soon = SOON, bytes = 8 * MIB, path } = options;
  const sample = options.sampler();
  while (!abort.aborted) {
    const began = deps.now();
    const line = await sample(abort).catch(() => undefined);
    if (abort.aborted) return;
    if (line !== undefined) appendLine(path, line, bytes);
    const next = began + (line === undefined ? Math.min(interval, soon) : interval);
    await pause(deps, Math.max(next, deps.now()), abort);
  }
}
