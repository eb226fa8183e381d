import { ConfigError, printFinding } from '../../config/finding.js';
import type { Command } from '../../contract.js';
import { ArgumentError } from '../../errors.js';
import { digestsOf } from '../../replay/rules-digest.js';
import { sanitize } from '../../report/sanitize.js';
import type { ActionRunner } from '../actions.js';
import type { Exchange } from '../gather.js';
import type { Journal } from '../journal.js';
import type { RunContext } from '../options.js';
import { changedRules, differenceOf, isSame, type RulesDifference } from './difference.js';
import { asReloaded, type MadeRules, makeRules } from './made-rules.js';
import { over, type ReloadRequest, type ReloadRequests } from './requests.js';
import { takeRules } from './take-rules.js';
import { watchFiles } from './watch-files.js';

/** Rules that are loaded, checked and made, and wait for the moment between two commits at which they take over. */
interface ReadyRules {
  readonly made: MadeRules;
  readonly later: readonly string[];
  readonly difference: RulesDifference;
  readonly requests: readonly ReloadRequest[];
}

/**
 * Loads rules and policy anew when somebody asks for it, beside the run. All or nothing: with anything wrong the old ones
 * stay, and a notice says what it is; else they wait here until whoever follows the run exchanges them.
 */
export class Reloader {
  #asked: ReloadRequest[] = [];
  readonly #heard = new Set<number>();
  #ready: ReadyRules | undefined;
  /** Whether what is asked now is seen to by whoever loads already. */
  #isLoading = false;
  #loading: Promise<void> | undefined;
  #isOver = false;
  #files: ReadonlySet<string>;

  constructor(
    readonly run: RunContext,
    readonly journal: Journal,
    readonly actions: ActionRunner,
    requests: ReloadRequests | undefined,
    abort: AbortSignal,
  ) {
    this.#files = new Set(run.reload?.files);
    requests?.hear((request) => this.ask(request));
    if (run.reload?.watch !== true) return;
    const changed = () => this.ask({ by: 'files' });
    watchFiles({ files: () => this.#files, deps: run.deps, abort, changed });
    // They may have changed before they were watched: a run that another process led was waited for.
    changed();
  }

  ask(request: ReloadRequest): void {
    if (this.#isOver) return request.failed?.(over());
    this.#asked.push(request);
    if (this.#isLoading) return;
    this.#isLoading = true;
    // A journal that can't be written to is found by who follows the run as well.
    this.#loading = this.#load().catch(() => {});
  }

  /** Takes what of a person's commands is meant for the rules, and returns the others. */
  hear<C extends { readonly id: number; readonly command: Command }>(commands: readonly C[]): Others<C>[] {
    return commands.flatMap((one) => {
      if (one.command !== 'reload') return [one as Others<C>];
      // Until it is done it stands in the mailbox.
      if (!this.#heard.has(one.id)) this.ask({ by: 'command', command: one.id });
      this.#heard.add(one.id);
      return [];
    });
  }

  /** What waits to take over, for whoever reads. */
  get exchange(): Exchange | undefined {
    if (this.#ready === undefined) return undefined;
    const { made, difference } = this.#ready;
    const anew = changedRules(difference);
    return { matcher: made.matcher, stays: (rule) => !anew.has(rule) };
  }

  /** They take over now, in one commit. Only where nothing is being read, or all that was read is committed. */
  takeOver(): void {
    const ready = this.#ready;
    if (ready === undefined) return;
    this.#ready = undefined;
    const [first] = ready.requests;
    try {
      takeRules(this.run, this.journal, this.actions, {
        ...ready,
        by: first?.by ?? 'caller',
        commands: commandsOf(ready.requests),
      });
    } catch (error) {
      fail(ready.requests, error);
      throw error;
    }
    for (const { done } of ready.requests) done?.(ready.difference);
  }

  /** Supervision is over. */
  async end(): Promise<void> {
    this.#isOver = true;
    const left = [...this.#asked.splice(0), ...(this.#ready?.requests ?? [])];
    this.#ready = undefined;
    for (const { failed } of left) failed?.(over());
    await this.#loading;
  }

  /** One after the other, since what changes while it is loaded is asked for again. Rejects where the journal can't be written to. */
  async #load(): Promise<void> {
    try {
      while (this.#asked.length > 0) await this.#loadOnce(this.#asked.splice(0));
    } finally {
      // At once: who is told of the end of this one may ask for another in the same turn.
      this.#isLoading = false;
    }
  }

  async #loadOnce(asked: readonly ReloadRequest[]): Promise<void> {
    const read = new Set<string>();
    try {
      const { reload, registry, deps } = this.run;
      if (reload === undefined) throw new ArgumentError('its rules do not come from files: there is nothing to reload');
      // Begins a turn later, so that a step that is under way ends first.
      const loaded = await Promise.resolve().then(() => reload.load((path) => read.add(path)));
      if (this.#isOver) return fail(asked, over());
      this.#files = read;
      this.#prepare(asReloaded(makeRules(loaded, registry, deps), this.run), asked);
    } catch (error) {
      if (this.#isOver) return fail(asked, over());
      this.#files = new Set([...this.#files, ...read]);
      this.#refuse(error, asked);
    }
  }

  #prepare({ made, later }: Pick<ReadyRules, 'made' | 'later'>, asked: readonly ReloadRequest[]): void {
    // Those that took over meanwhile are answered.
    const requests = [...(this.#ready?.requests ?? []), ...asked];
    const difference = differenceOf(digestsOf(this.run), digestsOf(made));
    if (!isSame(difference) || later.length > 0) {
      this.#ready = { made, later, difference, requests };
      return;
    }
    this.#ready = undefined;
    if (requests.some(({ by }) => by !== 'files'))
      this.journal.notice('The rules were loaded anew: they say what they said before.', commandsOf(requests), true);
    for (const { done } of requests) done?.(difference);
  }

  /** What is ready already stays so: it was found to be whole. */
  #refuse(error: unknown, asked: readonly ReloadRequest[]): void {
    try {
      const text = `The rules were not reloaded, and those in force stay: ${whatIsWrong(error)}`;
      this.journal.notice(text, commandsOf(asked));
    } finally {
      fail(asked, error);
    }
  }
}

type Others<C> = C & { readonly command: Exclude<Command, 'reload'> };

const commandsOf = (requests: readonly ReloadRequest[]): readonly number[] =>
  requests.flatMap(({ command }) => (command === undefined ? [] : [command]));

function fail(requests: readonly ReloadRequest[], error: unknown): void {
  for (const { failed } of requests) failed?.(error);
}

/** The first finding as lint prints it, and how many there are beside it. */
function whatIsWrong(error: unknown): string {
  if (!(error instanceof ConfigError)) return sanitize(error instanceof Error ? error.message : String(error));
  const errors = error.findings.filter(({ level }) => level === 'error');
  const [first] = errors;
  if (first === undefined) return error.message;
  const others = errors.length - 1;
  const more = others === 0 ? '' : ` And ${others} more: \`sigwatch rules lint\` prints them all.`;
  return `${printFinding(first)}${more}`;
}
