import { execa } from 'execa';
import { UnansweredError } from './unanswered.js';

/** A program to be run, and its limits. */
export interface ProgramCall {
  /** argv; no shell of this machine reads it. */
  readonly argv: readonly string[];
  /** What errors call it; the first of `argv` otherwise. */
  readonly name?: string;
  readonly cwd?: string;
  /** All of its environment; ours otherwise. */
  readonly env?: Readonly<Record<string, string>>;
  /** Its standard input; none by default. */
  readonly input?: string;
  /** ms after which it is ended and counts as unanswered; SIGKILL follows SIGTERM after a second. */
  readonly timeout: number;
  /** Nobody reads more of one output (bytes). */
  readonly most: number;
  /** Are given the outputs as they come; the answer then holds none of them. */
  readonly heard?: { readonly stdout: (bytes: Buffer) => void; readonly stderr: (bytes: Buffer) => void };
}

/** What a program has put out, whole. */
export interface ProgramAnswer {
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  readonly exitCode: number;
}

/** A program that asks a platform. Rejects with an `UnansweredError` where it could not start, took too long or was ended by a signal, and with the reason of `abort`. */
export async function runProgram(call: ProgramCall, abort: AbortSignal): Promise<ProgramAnswer> {
  abort.throwIfAborted();
  const { cwd, env, input, timeout, most, heard } = call;
  const [file = '', ...args] = call.argv;
  const name = call.name ?? file;
  const running = execa(file, args, {
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env, extendEnv: false }),
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
    encoding: 'buffer',
    reject: false,
    stripFinalNewline: false,
    maxBuffer: most,
    buffer: heard === undefined,
    timeout,
    forceKillAfterDelay: 1_000,
    cancelSignal: abort,
  });
  if (heard !== undefined) {
    running.stdout.on('data', heard.stdout);
    running.stderr.on('data', heard.stderr);
  }
  const { stdout, stderr, exitCode, timedOut, signal, code, originalMessage } = await running;
  abort.throwIfAborted();
  if (timedOut) throw new UnansweredError(`${name} did not answer within ${timeout / 1000} s`);
  if (signal !== undefined) throw new UnansweredError(`${name} was ended by ${signal}`);
  if (exitCode === undefined)
    throw new UnansweredError(`${name} could not be started: ${originalMessage ?? 'unknown reason'}`, {
      started: false,
      missing: code === 'ENOENT',
    });
  return { stdout: Buffer.from(stdout ?? []), stderr: Buffer.from(stderr ?? []), exitCode };
}
