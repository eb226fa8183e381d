import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { pause, type RemoteLog, type RemotePart, UnansweredError } from '@sigwatch/core';
import type { RunLooks } from '../run-looks.js';

const NOTHING = Buffer.alloc(0);

/** What `progress.json` has said at each look that found it changed, a line each. The copy's last line tells what is known. */
export function progressLog(looks: RunLooks, copy: string): RemoteLog {
  const { deps, interval } = looks.options;
  return {
    async *read(offset, { follow }, abort): AsyncGenerator<RemotePart> {
      let last = lastLine(copy, offset);
      for (; !abort.aborted; await pause(deps, deps.now() + Math.min(interval, 60_000), abort)) {
        const { at, memory } = await looks.latest(abort, follow ? undefined : deps.now());
        if (memory.unknown.progress !== undefined) throw new UnansweredError(memory.unknown.progress);
        const { progress } = memory;
        const line = progress === null || progress.gone ? null : progress.content.line;
        const isNew = line !== null && line !== last;
        if (isNew) last = line;
        yield { bytes: isNew ? Buffer.from(`${line}\n`) : NOTHING, as_of: at };
        if (!follow) return;
      }
    },
  };
}

/** More than any line of them. */
const LONGEST = 4_096;

function lastLine(path: string, size: number): string | undefined {
  if (size === 0) return undefined;
  const file = openSync(path, 'r');
  try {
    const from = Math.max(0, Math.min(size, fstatSync(file).size) - LONGEST);
    const buffer = Buffer.alloc(size - from);
    const read = readSync(file, buffer, 0, buffer.length, from);
    return buffer.toString('utf8', 0, read).trimEnd().split('\n').at(-1);
  } finally {
    closeSync(file);
  }
}
