import { CommanderError } from 'commander';
import { arrangeSubmit } from './arrange-submit.js';
import { takeAssignments } from './assignments.js';
import { behindVerb } from './behind-verb.js';
import { compileLate } from './compile-late.js';
import { endWithReader } from './end-with-reader.js';
import { exitCodes } from './exit-code.js';
import { reportProblem } from './problem.js';
import { describeProgram } from './program.js';

/** Runs the command line and exits with its code. The verbs are loaded only when they are called. */
export async function main(argv: readonly string[]): Promise<void> {
  compileLate();
  // Before anything is printed, which the help is too.
  process.stdout.on('error', endWithReader);
  try {
    const program = describeProgram((code) => {
      process.exitCode = code;
    });
    const words = await takeAssignments(program, await arrangeSubmit(program, behindVerb(program, argv)));
    await program.parseAsync(words as string[], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : exitCodes.usage;
    else process.exitCode = await reportProblem(error, process.stderr);
  }
}
