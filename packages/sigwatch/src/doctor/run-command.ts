import { execFile } from 'node:child_process';
import type { RunCommand } from './slurm-checks.js';

/** No command of a healthy cluster takes longer to answer (ms). */
const PATIENCE = 20_000;

export const runCommand: RunCommand = (program, args, input = '') =>
  new Promise((resolve, reject) => {
    const child = execFile(program, args, { timeout: PATIENCE, maxBuffer: 2 ** 24 }, (error, out, err) => {
      const code = error === null ? 0 : error.code;
      if (typeof code === 'number') resolve({ code, out, err });
      else
        reject(new Error(error?.killed === true ? `${program} does not answer` : `${program} can't be run: ${code}`));
    });
    // Who reads nothing has closed it.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
