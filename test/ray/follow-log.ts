import { setTimeout as sleep } from 'node:timers/promises';
import type { LogSource } from '../../packages/core/src/contract.js';

/** What was read of a log, as an engine reads it. */
export class FollowedLog {
  readonly parts: Buffer[] = [];
  /** Kinds of what was read, without repetitions. */
  readonly kinds: string[] = [];
  asOf = 0;

  text(): Buffer {
    return Buffer.concat(this.parts);
  }
}

/** Reads until `isOver` says so, then to the end, as after a job's last state. Rejects when that end can't be had in 60 s. */
export async function followLog(
  source: LogSource,
  isOver: (log: FollowedLog) => boolean | Promise<boolean>,
): Promise<FollowedLog> {
  const log = new FollowedLog();
  const stop = new AbortController();
  const reader = await source.open(undefined, stop.signal);
  const into = Buffer.alloc(1 << 20);
  const read = async (final: boolean): Promise<string> => {
    for (;;) {
      const one = await reader.read(into, final);
      if (log.kinds.at(-1) !== one.kind) log.kinds.push(one.kind);
      if (one.kind === 'data') log.parts.push(Buffer.from(into.subarray(0, one.bytes)));
      if (one.kind === 'caught_up') log.asOf = one.asOf;
      if (one.kind !== 'data') return one.kind;
    }
  };
  try {
    while (!(await isOver(log))) {
      await read(false);
      await sleep(50);
    }
    const end = Date.now() + 60_000;
    for (let kind = await read(true); kind === 'blind'; kind = await read(true)) {
      if (Date.now() > end) throw new Error('the end of the log could not be read within 60 s');
      await sleep(100);
    }
    return log;
  } finally {
    stop.abort();
    await reader[Symbol.asyncDispose]();
  }
}
