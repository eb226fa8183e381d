import { setMaxListeners } from 'node:events';
import type { S3Client } from '@aws-sdk/client-s3';
import {
  type Deps,
  type Millis,
  optionalPackage,
  quietly,
  retry,
  systemDeps,
  UnansweredError,
  unlessAborted,
} from '@sigwatch/core';
import { type Asked, failureOf, isPassing, silent, unanswered } from './s3-errors.js';
import type { S3Settings } from './s3-store.js';

export type Sdk = typeof import('@aws-sdk/client-s3');

/** What a server has said, beside what the SDK makes of it. */
export interface Heard {
  /** Its own clock. */
  answered: Millis | null;
}

/** A definite word of the server that is no answer to the question. */
export class Refused extends Error {
  constructor(
    readonly failure: { readonly status: number | undefined; readonly code: string },
    readonly heard: Heard,
  ) {
    super(failure.code);
  }
}

const CONNECT: Millis = 5_000;
const WHOLE: Millis = 30_000;
const TRIES = 3;
/** ms before a question is asked again: all of it has to fit into the time that the whole may take. */
const AGAIN = { initial: 100, max: 5_000 } as const;

/** Asks one S3 server, within limits of time that are ours: a server that hangs is one that does not answer. */
export class S3Asking {
  requests = 0;
  #client: Promise<{ readonly sdk: Sdk; readonly client: S3Client }> | undefined;
  /** Aborted when it is closed. */
  #open = new AbortController();
  readonly #region: string;
  readonly #deps: Deps;

  constructor(private readonly settings: S3Settings) {
    this.#region = settings.region ?? 'us-east-1';
    this.#deps = settings.deps ?? systemDeps;
  }

  /**
   * `call` asks once and takes all of the answer; where that failed in passing it is called again. Rejects with `Refused` where `expected` says that what the server told is
   * an answer too; with `UnansweredError` for whatever else went wrong, and as the abort does.
   */
  async ask<T>(
    key: string,
    call: (sdk: Sdk, client: S3Client, heard: Heard, abort: AbortSignal) => Promise<T>,
    abort: AbortSignal,
    expected: (status: number | undefined, code: string) => boolean = () => false,
  ): Promise<T> {
    abort.throwIfAborted();
    const asked = this.asked(key);
    const { sdk, client } = await this.#connect();
    this.requests++;
    const limited = new AbortController();
    const whole = this.settings.whole ?? WHOLE;
    const cancel = this.#deps.schedule(this.#deps.now() + whole, () => limited.abort());
    const end = () => limited.abort(abort.reason);
    // Many files are asked for at once; Node warns of more than ten listeners, as if they were forgotten.
    const open = this.#open.signal;
    for (const signal of [abort, open]) {
      setMaxListeners(0, signal);
      signal.addEventListener('abort', end, { once: true });
    }
    const heard: Heard = { answered: null };
    try {
      const once = (own: AbortSignal) => unlessAborted(() => call(sdk, client, heard, own), own);
      return await retry(once, {
        ...AGAIN,
        retries: (this.settings.tries ?? TRIES) - 1,
        deps: this.#deps,
        abort: limited.signal,
        retryable: (error) => {
          const failure = failureOf(error);
          return !expected(failure.status, failure.code) && isPassing(failure);
        },
      });
    } catch (error) {
      const isLate = limited.signal.aborted;
      // What was not taken of an answer.
      limited.abort();
      abort.throwIfAborted();
      if (error instanceof UnansweredError) throw error;
      if (open.aborted) throw new UnansweredError(`${asked.bucket} is not asked any more.`);
      if (isLate) throw silent(asked, whole / 1000);
      const failure = failureOf(error);
      if (expected(failure.status, failure.code)) throw new Refused(failure, heard);
      throw unanswered(asked, failure);
    } finally {
      cancel();
      for (const signal of [abort, open]) signal.removeEventListener('abort', end);
    }
  }

  asked(key: string): Asked {
    const { bucket, endpoint } = this.settings;
    return { bucket, key, region: this.#region, endpoint };
  }

  /** What is asked at this moment is not waited for. */
  close(): void {
    this.#open.abort();
    this.#open = new AbortController();
    void this.#client?.then(
      ({ client }) => client.destroy(),
      () => {},
    );
    this.#client = undefined;
  }

  #connect() {
    this.#client ??= this.#make();
    return this.#client;
  }

  async #make() {
    const {
      endpoint,
      force_path_style = endpoint !== undefined,
      connect = CONNECT,
      whole = WHOLE,
      credentials,
    } = this.settings;
    const sdk = await load();
    const client = quietly(
      () =>
        new sdk.S3Client({
          region: this.#region,
          ...(endpoint === undefined ? {} : { endpoint }),
          ...(credentials === undefined ? {} : { credentials }),
          forcePathStyle: force_path_style,
          followRegionRedirects: true,
          // Asked again by us: an answer that breaks off is no other failure than one that does not come.
          maxAttempts: 1,
          // Servers that are not Amazon's know no checksums beyond what the protocol once had.
          requestChecksumCalculation: 'WHEN_REQUIRED',
          responseChecksumValidation: 'WHEN_REQUIRED',
          requestHandler: { connectionTimeout: connect, requestTimeout: whole, throwOnRequestTimeout: true },
        }),
    );
    return { sdk, client };
  }
}

const load = (): Promise<Sdk> => optionalPackage('@aws-sdk/client-s3', 'S3', () => import('@aws-sdk/client-s3'));
