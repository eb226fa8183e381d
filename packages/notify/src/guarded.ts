import {
  type Deps,
  duration,
  type Json,
  type Millis,
  MissingPackageError,
  type Notice,
  type Notifier,
  type Sent,
  type Settings,
  TryLaterError,
  UndeliverableError,
  unlessAborted,
} from '@sigwatch/core';
import { type Redactor, redactor } from './secrets/redactor.js';
import { type Environment, secretOf } from './secrets/secret.js';
import { cleanNotice } from './text/clean.js';

/** What a notifier is made of: how it sends a notice in which no secret is left, with those that it needs itself. */
export interface Sender<Keys extends string> {
  /** Settings that are given by themselves, by a variable or by a file. */
  readonly keys: readonly Keys[];
  /** Those of them that are no secrets. */
  readonly open?: readonly Keys[];
  readonly config: Settings;
  /** ms by default, where the settings have no `timeout`. */
  readonly limit: Millis;
  send(sending: Sending<Keys>): Promise<Sent>;
}

export interface Sending<Keys extends string = string> {
  readonly notice: Notice;
  readonly kept: Json | undefined;
  /** Aborted at the time limit too. */
  readonly abort: AbortSignal;
  readonly secrets: { readonly [K in Keys]?: string };
  readonly now: Millis;
  /** Variables, those of `.env` among them. */
  readonly env: ReturnType<Environment>;
}

/**
 * What all notifiers have in common: secrets are looked up at each sending, none gets into a notice, an error or what is
 * told, and no sending takes longer than it may.
 */
export function guarded<Keys extends string>(sender: Sender<Keys>, deps: Deps, env: Environment): Notifier {
  const { config, keys, open = [] } = sender;
  const span = config.timeout as string | number | undefined;
  const limit = (span === undefined ? undefined : duration(span)) || sender.limit;
  return {
    async send(notice, abort, kept) {
      const found = await Promise.all(
        keys.map(async (key) => [key, await secretOf(config, key, env)] as [Keys, string | undefined]),
      );
      const given = found.filter((one): one is [Keys, string] => one[1] !== undefined);
      const secrets = Object.fromEntries(given) as Sending<Keys>['secrets'];
      const redact = redactor(given.filter(([key]) => !open.includes(key)).map(([, value]) => value));
      const clean = cleanNotice(notice, redact);
      const bounded = within(limit, deps, abort);
      try {
        const sending = { notice: clean, kept, abort: bounded.signal, secrets, now: deps.now(), env: env() };
        const sent = await unlessAborted(() => sender.send(sending), bounded.signal);
        return { ...sent, ...(sent.detail === undefined ? {} : { detail: redact(sent.detail) }) };
      } catch (error) {
        abort.throwIfAborted();
        throw withoutSecrets(error, redact);
      } finally {
        bounded.end();
      }
    },
  };
}

function within(limit: Millis, deps: Deps, abort: AbortSignal): { readonly signal: AbortSignal; end(): void } {
  const own = new AbortController();
  const leave = () => own.abort(abort.reason);
  const late = new Error(`nothing was heard of it within ${limit / 1000} s`);
  const cancel = deps.schedule(deps.now() + limit, () => own.abort(late));
  if (abort.aborted) leave();
  else abort.addEventListener('abort', leave, { once: true });
  return {
    signal: own.signal,
    end() {
      cancel();
      abort.removeEventListener('abort', leave);
    },
  };
}

/** Another error of the same kind: that of a library may hold what was sent, in its fields, its stack or its cause. One that was not there has sent nothing. */
function withoutSecrets(error: unknown, redact: Redactor): Error {
  if (error instanceof MissingPackageError) return error;
  const message = redact(error instanceof Error ? error.message : String(error));
  const { name, at } = (error ?? {}) as { readonly name?: string; readonly at?: Millis };
  if (name === 'TryLaterError') return new TryLaterError(message, at);
  return name === 'UndeliverableError' ? new UndeliverableError(message) : new Error(message);
}
