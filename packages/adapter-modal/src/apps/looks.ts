import { type Millis, retry, UnansweredError, unlessAborted } from '@sigwatch/core';
import { LOST } from '../client/last-words.js';
import type { Modal } from '../client/modal.js';
import { askJson, NotThereError, troubleOf } from '../client/trouble.js';
import { type AppRow, appInfo, appRows, type ContainerRow, containerRows } from './rows.js';

/** What Modal said of an app at one moment. */
export interface Look {
  readonly row: AppRow;
  /** Those that are not in Modal's list have ended, or wait for their end. */
  readonly containers: readonly ContainerRow[];
  /** Not later than the first question, on sigwatch's clock. */
  readonly asOf: Millis;
}

export interface LooksOptions {
  readonly modal: Modal;
  /** ms between two looks at the list. */
  readonly interval: Millis;
  readonly now: () => Millis;
}

interface Round {
  /** Which one it is of all that were begun. */
  readonly number: number;
  readonly asOf: Millis;
  readonly apps: ReadonlyMap<string, AppRow>;
  /** Undefined where none of those that were asked for could have one. */
  readonly containers: readonly ContainerRow[] | undefined;
}

/** Of apps that wait, and of those that are to end (ms). */
const SOON = 5_000;
const AT_ONCE = 2_000;
/** An app that is there and that no list names for so long (ms) was stopped long ago: lists have only those that were stopped recently. */
const LISTED_WITHIN = 60_000;
/** A round that began before the question may be of no use; the next one is. */
const ROUNDS = 2;

/** Whoever polls asks again anyway, and is to hear in time that Modal can't be asked; a client that has tried for long is not begun again. */
const AGAIN = { retries: 2, initial: 250, max: 1_000, within: 3_000 } as const;

/** A list, asked for again where only the connection was lost. */
const listed = (modal: Modal, args: readonly string[], abort: AbortSignal): Promise<unknown> =>
  retry((signal) => askJson(modal, args, signal), {
    ...{ ...AGAIN, abort },
    retryable: (error) => error instanceof UnansweredError && LOST.test(error.message),
  });

/** What is known of apps: one list serves all runs of a process for a while. */
export class Looks {
  #round: Round | undefined;
  #asking: Promise<void> | undefined;
  #begun = 0;
  /** Rounds before that one are of no use, whatever a clock says. */
  #first = 0;
  readonly #hastened = new Set<string>();
  readonly #wanted = new Set<string>();
  /** Stopped, and no container was left. */
  readonly #over = new Set<string>();
  /** Of apps that no list names: since when. */
  readonly #unlisted = new Map<string, Millis>();
  /** What Modal told of single apps that have ended, which stays as it is. */
  readonly #ended = new Map<string, AppRow>();
  #hasInfo = true;

  constructor(private readonly options: LooksOptions) {}

  /** Of each app that Modal knows. Rejects where it can't be asked. `since`: what was seen before is of no use. */
  async at(ids: readonly string[], abort: AbortSignal, since = 0): Promise<ReadonlyMap<string, Look>> {
    for (const id of ids) this.#wanted.add(id);
    const round = await this.#fresh(ids, abort, since);
    const looks = new Map<string, Look>();
    for (const id of ids) {
      const row = round.apps.get(id) ?? (await this.#unlistedRow(id, round, abort));
      if (row === undefined) continue;
      const containers = (round.containers ?? []).filter(({ app }) => app === id);
      looks.set(id, { row, containers, asOf: round.asOf });
      if (row.state !== 'stopped' || containers.length > 0) continue;
      this.#hastened.delete(id);
      this.#over.add(id);
    }
    return looks;
  }

  /** Every app that Modal lists now. */
  async apps(abort: AbortSignal): Promise<readonly AppRow[]> {
    this.renew();
    return [...(await this.#fresh([], abort, 0)).apps.values()];
  }

  /** Who has stopped an app, where the client can tell; what it tells of one that has ended is asked for once. */
  async stoppedBy(id: string, abort: AbortSignal): Promise<string | undefined> {
    return (this.#ended.get(id) ?? (await this.#info(id, abort)))?.stopped_by;
  }

  /** An app was made: what was seen before is of no use. */
  renew(): void {
    this.#first = this.#begun + 1;
  }

  /** An app was told to stop: it is looked at often until it has ended. */
  hasten(id: string): void {
    this.renew();
    this.#hastened.add(id);
  }

  async #fresh(ids: readonly string[], abort: AbortSignal, since: Millis): Promise<Round> {
    abort.throwIfAborted();
    const from = this.options.now();
    for (let round = 0; round < ROUNDS && !this.#isFresh(ids, from, Math.min(since, from)); round += 1)
      await unlessAborted(() => this.#next(), abort);
    return this.#round as Round;
  }

  #isFresh(ids: readonly string[], from: Millis, since: Millis): boolean {
    const round = this.#round;
    // Of before a clock was set back, or before something was done.
    if (round === undefined || round.asOf > this.options.now() || round.asOf < since || round.number < this.#first)
      return false;
    if (round.containers === undefined && !ids.every((id) => this.#isBare(id, round))) return false;
    return round.asOf >= from || from - round.asOf < this.#pace(ids, round);
  }

  #pace(ids: readonly string[], { apps, containers }: Round): Millis {
    const { interval } = this.options;
    if (ids.some((id) => this.#hastened.has(id))) return Math.min(AT_ONCE, interval);
    const waits = (id: string) =>
      apps.get(id)?.state !== 'stopped' && !containers?.some(({ app, started_at }) => app === id && started_at);
    return ids.some(waits) ? Math.min(SOON, interval) : interval;
  }

  #next(): Promise<void> {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #ask(): Promise<void> {
    const { modal, now } = this.options;
    const asOf = now();
    this.#begun += 1;
    const number = this.#begun;
    const never = new AbortController().signal;
    // Apps first: a container that begins meanwhile is of one that is listed, or not of ours.
    const apps = appRows(await listed(modal, ['app', 'list', '--json'], never));
    const rows = new Map(apps?.map((row) => [row.id, row]));
    const areBare = [...this.#wanted].every((id) => this.#isBare(id, { apps: rows }));
    const containers = areBare ? [] : containerRows(await listed(modal, ['container', 'list', '--json'], never));
    if (apps === undefined || containers === undefined)
      throw new UnansweredError('modal app list was answered with something that is no list');
    this.#round = { number, asOf, apps: rows, containers: areBare ? undefined : containers };
    for (const { id } of apps) this.#unlisted.delete(id);
  }

  /** Has no container for sure: each question starts a program. That a stopped app counts no tasks proves nothing. */
  #isBare(id: string, { apps }: Pick<Round, 'apps'>): boolean {
    if (this.#over.has(id)) return true;
    const row = apps.get(id);
    const isEnding = row === undefined || row.state === 'stopped' || row.state === 'stopping' || this.#hastened.has(id);
    return !isEnding && row.tasks === 0;
  }

  /** Undefined where Modal says that there is no such app, and as long as nobody can tell what became of it. */
  async #unlistedRow(id: string, { asOf }: Round, abort: AbortSignal): Promise<AppRow | undefined> {
    const ended = this.#ended.get(id);
    if (ended !== undefined) return ended;
    const told = await this.#info(id, abort);
    if (told !== undefined) return told;
    if (this.#hasInfo || !(await this.#isThere(id, abort))) return undefined;
    const since = this.#unlisted.get(id) ?? asOf;
    this.#unlisted.set(id, since);
    return asOf - since < LISTED_WITHIN ? undefined : { id, description: '', state: 'stopped', tasks: 0 };
  }

  /** `modal app info` came with 1.6, and servers may be older: what says neither that there is no such app nor that nobody answers can't be asked so. */
  async #info(id: string, abort: AbortSignal): Promise<AppRow | undefined> {
    if (!this.#hasInfo) return undefined;
    const answer = await this.options.modal({ args: ['app', 'info', id, '--json'] }, abort);
    if (answer.exitCode !== 0) {
      const error = troubleOf('modal app info', answer);
      if (error instanceof UnansweredError && !LOST.test(answer.stderr)) this.#hasInfo = false;
      return this.#hasInfo ? missing(error) : undefined;
    }
    const row = appInfo(parsed(answer.stdout));
    if (row === undefined) throw new UnansweredError('modal app info was answered with something that tells of no app');
    if (row.state === 'stopped') this.#ended.set(id, row);
    return row;
  }

  async #isThere(id: string, abort: AbortSignal): Promise<boolean> {
    const answer = await this.options.modal({ args: ['app', 'logs', id, '--tail', '1'] }, abort);
    return answer.exitCode === 0 || missing(troubleOf('modal app logs', answer)) !== undefined;
  }
}

/** That there is none is an answer; anything else is none. */
function missing(error: Error): undefined {
  if (error instanceof NotThereError) return undefined;
  throw error;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
