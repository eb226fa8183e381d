import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import process from 'node:process';

/** How a command ended. */
export interface Ended {
  /** As a shell has it: 128 and the number of the signal that ended it; 127 where there is no such program, 126 where it can't be run. */
  readonly code: number;
  /** For people: `cp ended with exit code 1`. */
  readonly how: string;
  readonly wasRun: boolean;
}

export interface Running {
  /** Hands a signal on that was meant for it. */
  signal(name: NodeJS.Signals): void;
  readonly done: Promise<Ended>;
}

/** Runs a command with our standard input and outputs, and our environment; no shell reads it. */
export function startCommand([file = '', ...args]: readonly string[]): Running {
  const child = spawn(file, args, { stdio: 'inherit' });
  const done = new Promise<Ended>((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (child.pid !== undefined) return;
      const code = error.code === 'ENOENT' ? 127 : 126;
      const why = error.code === 'ENOENT' ? 'there is no such program' : (error.code ?? error.message);
      resolve({ code, how: `${file} could not be started: ${why}`, wasRun: false });
    });
    child.once('exit', (code, signal) => {
      if (signal === null) resolve({ code: code ?? 1, how: `${file} ended with exit code ${code}`, wasRun: true });
      else resolve({ code: 128 + constants.signals[signal], how: `${file} was ended by ${signal}`, wasRun: true });
    });
  });
  return {
    signal(name) {
      // What is typed at a terminal goes to all that was started there: the command has it already.
      if (name !== 'SIGINT' || !process.stdin.isTTY) child.kill(name);
    },
    done,
  };
}
