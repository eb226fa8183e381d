import { runProgram } from '@sigwatch/core';

/** One command on this machine. */
export interface Call {
  /** argv; no shell of this machine reads it. */
  readonly argv: readonly string[];
  /** ms after which it is ended and counts as unanswered; SIGKILL follows SIGTERM after a second. */
  readonly timeout: number;
  /** Its standard input; none by default. */
  readonly input?: string;
  /** Is given standard output as it comes; the answer then holds none of it. */
  readonly heard?: (bytes: Uint8Array) => void;
}

export interface Answer {
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly exitCode: number;
}

/** How commands are run; in tests by something that answers in their place. Rejects with `UnansweredError`, or with the reason of `abort`. */
export type RunCommand = (call: Call, abort: AbortSignal) => Promise<Answer>;

/** Bytes of one answer; a part of a log is far smaller. */
const MOST = 64 * 1024 * 1024;

export const runCommand: RunCommand = async ({ argv, timeout, input, heard }, abort) => {
  let told = Buffer.alloc(0);
  const complains = (bytes: Buffer) => {
    if (told.length < KEPT) told = Buffer.concat([told, bytes]);
  };
  const { stdout, stderr, exitCode } = await runProgram(
    {
      ...{ argv, timeout, most: MOST },
      ...(input === undefined ? {} : { input }),
      ...(heard === undefined ? {} : { heard: { stdout: heard, stderr: complains } }),
    },
    abort,
  );
  return { stdout, stderr: (heard === undefined ? stderr : told).toString('utf8'), exitCode };
};

/** Bytes of what a command complains. */
const KEPT = 64 * 1024;
