import type { Deps, Discovery, HealthTransport } from '@sigwatch/core';
import { transport } from '@sigwatch/health';
import { readOnce } from '../asking/read-once.js';
import { NcclListener } from './nccl-in.js';

const CHUNK = 1 << 20;

/** What NCCL says in logs as they are now, each read once; as far as they were read when `abort` fires. */
export async function transportOfLogs(logs: Discovery, deps: Deps, abort: AbortSignal): Promise<HealthTransport> {
  const listener = new NcclListener();
  const into = Buffer.allocUnsafe(CHUNK);
  for await (const source of readOnce(logs, deps).sources(abort)) {
    if (source.beside === true) continue;
    await using reader = await source.open(undefined, abort);
    for (let over = false; !over && !abort.aborted; ) {
      const told = await reader.read(into, true);
      if (told.kind === 'data') listener.take(into.subarray(0, told.bytes));
      over = told.kind === 'ended' || told.kind === 'blind' || told.kind === 'caught_up';
    }
    if (abort.aborted) break;
  }
  return transport(listener.seen);
}
