import type { ChildProcess } from 'node:child_process';
import { until } from '../support/until.js';

/** What a process says when it is ready. Rejects with its errors where it ends before, or says nothing for two minutes. */
export async function firstLine(name: string, process: ChildProcess, errors: () => string): Promise<string> {
  let told = '';
  process.stdout?.on('data', (part: Buffer) => {
    told += part.toString();
  });
  return until(
    () => `${name} does not begin: ${errors()}`,
    () => {
      if (process.exitCode !== null || process.signalCode !== null)
        throw new Error(`${name} ended with ${process.exitCode ?? process.signalCode}: ${errors()}`);
      return told.includes('\n') && told;
    },
    120,
  );
}
