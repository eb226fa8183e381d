import { type ProgramAnswer, runProgram, UnansweredError } from '@sigwatch/core';
import type { ModalSettings } from '../settings.js';
import { askingEnvironment } from './client-env.js';

/** One call of the client. */
export interface Call {
  /** Behind the name of the client: `app list --json`. */
  readonly args: readonly string[];
  /** ms after which it is ended and counts as unanswered. Default: one minute. */
  readonly timeout?: number;
  /** Is given standard output as it comes; the answer then holds none of it. */
  readonly heard?: (bytes: Buffer) => void;
}

export interface Answer {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/**
 * How Modal is asked: by its own client. Whatever that says is an answer; rejects with `UnansweredError` where it could not
 * be started or took too long, and with the reason of `abort`.
 */
export type Modal = (call: Call, abort: AbortSignal) => Promise<Answer>;

/** A server that is well answers within seconds; the client itself tries again for a while. */
const PATIENCE = 60_000;
/** Bytes of one answer. */
const MOST = 64 * 1024 * 1024;
/** Bytes of what it complains, of a call whose output is heard. */
const KEPT = 64 * 1024;

/** The client of the settings, as the user who runs sigwatch. */
export function modalClient(
  settings: ModalSettings,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Modal {
  return async ({ args, timeout = PATIENCE, heard }, abort) => {
    let complaints = Buffer.alloc(0);
    const complains = (bytes: Buffer) => {
      if (complaints.length < KEPT) complaints = Buffer.concat([complaints, bytes]);
    };
    const name = `\`${[...settings.modal, ...args.slice(0, 2)].join(' ')}\``;
    const answer: ProgramAnswer = await runProgram(
      {
        ...{ argv: [...settings.modal, ...args], name, env: askingEnvironment(settings, env), timeout, most: MOST },
        ...(heard === undefined ? {} : { heard: { stdout: heard, stderr: complains } }),
      },
      abort,
    ).catch((error: unknown) => {
      throw error instanceof UnansweredError && error.missing ? notInstalled(settings, error) : error;
    });
    const stderr = (heard === undefined ? answer.stderr : complaints).toString('utf8');
    return { stdout: answer.stdout.toString('utf8'), stderr, exitCode: answer.exitCode };
  };
}

const notInstalled = ({ modal }: ModalSettings, cause: UnansweredError) =>
  new UnansweredError(
    `Modal's client is not there (${modal.join(' ')}): install it by \`pip install modal\`, or set \`modal\` of the adapter to its path or to an argv such as [python, -m, modal]`,
    { cause, started: false, missing: true },
  );
