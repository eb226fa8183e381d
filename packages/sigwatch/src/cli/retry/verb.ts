import { retry } from '@sigwatch/core';
import { say as tell } from '../say.js';
import { untilSignalled } from '../until-signalled.js';
import { begins } from './begins.js';
import { type Ended, type Running, startCommand } from './command.js';
import { retrySettings } from './settings.js';

/** A try that did not succeed. */
class FailedTry extends Error {
  constructor(readonly ended: Ended) {
    super(ended.how);
  }
}

/** `sigwatch retry -- CMD…`: exits as the last try did. */
export async function verb(argv: readonly string[], options: Readonly<Record<string, unknown>>): Promise<number> {
  const { pace, isRetried } = retrySettings(options);
  const tries = 1 + (pace.retries ?? 0);
  const wanted = new AbortController();
  let running: Running | undefined;
  let isGivenUp = false;

  const once = async (): Promise<Ended> => {
    running = startCommand(argv);
    const ended = await running.done;
    running = undefined;
    // After a signal it has ended as it was asked to, however that is.
    if (ended.code === 0 || wanted.signal.aborted) return ended;
    throw new FailedTry(ended);
  };
  const all = async (): Promise<number> => {
    try {
      const { code } = await retry(once, {
        ...pace,
        abort: wanted.signal,
        retryable: (error) => error instanceof FailedTry && isRetried(error.ended.code),
        onRetry: ({ retry: number, delay, error }) =>
          tell(`${(error as FailedTry).message}: try ${number + 1} of ${tries} ${begins(delay)}`),
      });
      return code;
    } catch (error) {
      if (wanted.signal.aborted) return 1;
      if (!(error instanceof FailedTry)) throw error;
      // Of what was run it says itself why it failed.
      if (!error.ended.wasRun) tell(error.message);
      return error.ended.code;
    }
  };
  const { result, interrupted } = await untilSignalled((_, signal) => {
    if (running === undefined) isGivenUp = true;
    else running.signal(signal);
    wanted.abort();
  }, all);
  return isGivenUp && interrupted !== undefined ? interrupted : result;
}
