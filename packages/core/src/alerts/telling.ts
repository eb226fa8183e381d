import type { Decision, Millis, RunState, Transition } from '../contract.js';
import type { AlertContext, AlertState, News, Problem } from './alert-state.js';
import { AGAIN, cameAgain, isLastAtOnce, mutedBy } from './come-and-go.js';
import { both, defined, type Extra, failureOf, noticeOf } from './notice-of.js';
import { quietUntil } from './quiet-hours.js';

/** Of an attempt's keys so many are remembered: a run may stall again and again. */
const MOST_KEYS = 50;

/** One step of the fold: the state as it becomes, and the news. */
export class Telling {
  #state: AlertState;
  readonly #news: News[] = [];

  constructor(
    before: AlertState,
    readonly context: AlertContext,
    readonly at: Millis,
    readonly attempt: number,
  ) {
    this.#state = before;
  }

  get state(): AlertState {
    return this.#state;
  }

  get result(): readonly [AlertState, readonly News[]] {
    return [this.#state, this.#news];
  }

  /** Changes what is remembered; what stays alike keeps the state as it is, so that nothing is written for it. */
  know(change: { readonly [K in keyof AlertState]?: AlertState[K] | undefined }): void {
    const entries = Object.entries(change) as [keyof AlertState, unknown][];
    if (entries.every(([key, value]) => this.#state[key] === value)) return;
    const next = Object.entries({ ...this.#state, ...change }).filter(([, value]) => value !== undefined);
    this.#state = Object.fromEntries(next) as unknown as AlertState;
  }

  hasTold(key: string): boolean {
    return this.#state.told.includes(key);
  }

  get isEndTold(): boolean {
    return ['gave_up', 'failed', 'timed_out'].some((one) => this.hasTold(`${this.attempt}/${one}`));
  }

  /** How far the attempt has come. */
  get whereItStood(): Pick<AlertContext, 'step' | 'total' | 'node' | 'last_line'> {
    const { step, total, node, last_line } = this.context;
    return defined({ step, total, node, last_line });
  }

  started(): void {
    this.#emit('started', 'running', 'The run has begun', `${this.attempt}/started`, { states: ['running'] });
  }

  /** The run lives, and something is wrong with it. */
  troubled(transition: Transition, state: RunState, reason: string, said: boolean): void {
    const { problem, hit, trouble } = this.#state;
    const suspicion = state === 'degraded' && !said;
    // One that was told with what followed from it is not news that it is so again.
    const isTold = problem !== undefined && problem.dedup_key !== '' && problem.state === state;
    if (isTold || (problem !== undefined && suspicion)) return;
    const spoke = hit?.at === this.at ? hit : undefined;
    // An incident that something else is suspected of is not what the rule speaks of.
    const other = said && spoke !== undefined && spoke.root.signal !== trouble?.root.signal;
    const about = other ? spoke : (trouble ?? spoke);
    const came = cameAgain(this.#state.came?.[transition], this.at);
    this.know({ came: { ...this.#state.came, [transition]: came } });
    const muted = mutedBy(came);
    const opened = this.#open(transition, state, isLastAtOnce(came) ? both(reason, AGAIN) : reason, {
      ...{ suspicion, muted },
      ...(about === undefined ? {} : { about }),
    });
    if (muted === undefined) this.#tell(opened);
  }

  #tell({ transition, state, reason, dedup_key, suspicion, trouble }: Problem): void {
    this.#emit(transition, state, reason, dedup_key, {
      suspicion: suspicion === true,
      states: [state],
      about: trouble,
    });
  }

  /** What can't wait and can't be taken back, of a run that goes on: no problem that steps would end. */
  urgent(reason: string): void {
    const { run } = this.#state;
    const key = this.#fresh(`${this.attempt}/urgent`);
    this.#emit('degraded', run, reason, key, { states: ['degraded'], urgent: true });
  }

  /** Nobody could be asked for so long that a person should know. */
  unknown(since: Millis): void {
    const minutes = Math.round((this.at - since) / 60_000);
    const reason = `How the job is has not been known for ${minutes} minutes`;
    const opened = this.#open('degraded', 'unknown', reason, {});
    this.#emit('degraded', 'unknown', reason, opened.dedup_key, { states: ['unknown'] });
  }

  recovered(reason: string): void {
    const { problem } = this.#state;
    if (problem === undefined) return;
    if (problem.muted) return this.know({ problem: undefined, trouble: undefined });
    const suspicion = problem.suspicion === true;
    const key = this.#fresh(`${this.attempt}/recovered/${tail(problem.key)}`);
    this.#emit('recovered', 'running', reason, key, { suspicion, closes: !suspicion, states: ['running'] });
    this.know({ problem: undefined, trouble: undefined });
  }

  /** A restart, as attempt `attempt`: together with the failure that it is the answer to. */
  restarted(attempt: number): void {
    const { held, run, resume_from } = this.#state;
    const state = held?.state ?? run;
    const decided = held?.decision;
    const reason = held === undefined ? 'The attempt before was ended to be begun anew' : failureOf(held);
    if (held !== undefined) this.#open('restarted', state, reason, { silent: true });
    this.#emit('restarted', state, reason, `${attempt}/restarted`, {
      attempt,
      states: [state],
      decision: {
        action: 'restart',
        max_retries: decided?.max_retries ?? 0,
        ...(decided === undefined ? {} : { restart: decided.restarts_used + 1 }),
        ...(resume_from === undefined || attempt !== this.attempt ? {} : { resume_from }),
      },
    });
    this.know({ held: undefined });
  }

  /** The attempt has failed, and nothing is known to follow. */
  ended(state: RunState, reason: string, action?: Decision['action']): void {
    const { held } = this.#state;
    const decided = action ?? held?.decision?.action;
    // A restart that was decided and can't be done is left to a person like a stop.
    const transition =
      decided === 'stop' || decided === 'restart' ? 'gave_up' : state === 'timed_out' ? state : 'failed';
    const also: Transition[] = transition === 'gave_up' ? ['failed', ...(state === 'timed_out' ? [state] : [])] : [];
    this.#open(transition, state, reason, { silent: true });
    this.#emit(
      transition,
      state,
      held === undefined ? reason : both(held.reason, reason),
      `${this.attempt}/${transition}`,
      {
        also: transition === 'timed_out' ? ['failed'] : also,
        states: [state],
        ...(decided === undefined
          ? {}
          : { decision: { action: decided, max_retries: held?.decision?.max_retries ?? 0 } }),
      },
    );
    this.know({ held: undefined });
  }

  over(state: 'succeeded' | 'cancelled', reason: string): void {
    const { problem } = this.#state;
    const closes = problem !== undefined && problem.suspicion !== true && problem.muted !== true;
    this.#emit(state, state, reason, `${this.attempt}/${state}`, { closes, states: [state] });
    this.know({ problem: undefined });
  }

  remind(): void {
    const { problem } = this.#state;
    if (problem === undefined) return;
    if (problem.muted) {
      const { muted: _, ...lasting } = problem;
      const told = { ...lasting, ...this.#remindAt() };
      this.know({ problem: told });
      return this.#tell(told);
    }
    const reminders = problem.reminders + 1;
    this.know({ problem: { ...problem, reminders, ...this.#remindAt() } });
    this.#emit(problem.transition, problem.state, problem.reason, problem.dedup_key, {
      attempt: problem.attempt,
      reminder: reminders,
      about: problem.trouble,
      states: [problem.state],
      suspicion: problem.suspicion === true,
    });
  }

  /** A problem that is open stays the same one, whatever becomes of it. */
  #open(
    transition: Transition,
    state: RunState,
    reason: string,
    how: { suspicion?: boolean; silent?: boolean; muted?: ReturnType<typeof mutedBy>; about?: AlertState['trouble'] },
  ): Problem {
    const { problem, problems, trouble } = this.#state;
    const about = how.about ?? trouble;
    const key = problem?.key ?? about?.incident ?? `${this.context.run_id}/${this.attempt}/p${problems + 1}`;
    const { remind_at: _, muted: __, ...before } = problem ?? { since: this.at, reminders: 0 };
    const known = about ?? problem?.trouble;
    const opened = {
      ...before,
      ...{ key, transition, state, reason, attempt: this.attempt },
      dedup_key: how.silent === true ? '' : this.#fresh(`${this.attempt}/${transition}/${tail(key)}`),
      since: before.since,
      reminders: how.silent === true ? before.reminders : 0,
      ...(how.suspicion === true ? { suspicion: true as const } : { suspicion: undefined }),
      ...(known === undefined ? {} : { trouble: known }),
      ...(how.silent === true ? {} : (how.muted ?? this.#remindAt())),
    };
    const { suspicion, ...plain } = opened;
    const next: Problem = suspicion === undefined ? plain : { ...plain, suspicion };
    this.know({ problem: next, ...(problem === undefined ? { problems: problems + 1 } : {}) });
    return next;
  }

  /** Nobody is reminded in quiet hours: what would have been told then is told once, when they are over. */
  #remindAt(): Pick<Problem, 'remind_at'> {
    const { remind_every, quiet_hours } = this.context.settings;
    if (remind_every === 0) return {};
    const at = this.at + remind_every;
    return { remind_at: quietUntil(quiet_hours, at) ?? at };
  }

  /** A key that was not told before. */
  #fresh(key: string): string {
    for (let n = 1; ; n++) {
      const one = n === 1 ? key : `${key}.${n}`;
      if (!this.hasTold(one)) return one;
    }
  }

  #emit(transition: Transition, state: RunState, reason: string, key: string, extra: Extra): void {
    if (extra.reminder === undefined) {
      if (this.hasTold(key)) return;
      this.know({ told: [...this.#state.told, key].slice(-MOST_KEYS) });
    }
    const { also = [], states = [], suspicion, closes, decision } = extra;
    this.#news.push({
      notice: noticeOf(this.#state, this.context, {
        ...{ attempt: this.attempt, ...extra },
        ...{ transition, state, reason, key, at: this.at },
      }),
      also,
      states,
      ...(decision === undefined ? {} : { decision: decision.action }),
      ...(suspicion === true ? { suspicion } : {}),
      ...(closes === true ? { closes } : {}),
    });
  }
}

const tail = (key: string): string => key.slice(key.lastIndexOf('/') + 1);
