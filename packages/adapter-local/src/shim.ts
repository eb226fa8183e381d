import { closeSync, writeSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { reap } from './reap.js';
import { runAttempt } from './run-attempt.js';
import type { ShimAnswer, ShimOrder } from './shim-order.js';

// The process between sigwatch and the command: it outlives sigwatch, and keeps the exit status for whoever asks.
// Signals that are meant for sigwatch's terminal or for everything in its session must not end it.
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const) {
  process.on(signal, () => {});
}

void serve();

async function serve(): Promise<void> {
  const order = JSON.parse(await text(process.stdin)) as ShimOrder;
  if (order.kind === 'run') await runAttempt(order, answer);
  else await reap(order, () => answer({ kind: 'claimed' }));
}

function answer(value: ShimAnswer): void {
  try {
    writeSync(1, JSON.stringify(value));
    closeSync(1);
  } catch {
    // Whoever asked has died. The claim says the same to whoever comes next.
  }
}
