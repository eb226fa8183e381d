import type { JobRef, Severity } from '../../contract.js';
import { event } from '../../report/events.js';
import type { Journal } from '../journal.js';
import type { RunContext } from '../options.js';
import { type DeadlineState, newDeadline } from './deadline-state.js';

/** Trouble is told once of each kind, until something was saved. */
export type Trouble = 'nobody' | 'ask' | 'refused' | 'failed' | 'unanswered' | 'nothing' | 'broken' | 'copy';

type Change = { readonly [K in keyof DeadlineState]?: DeadlineState[K] | undefined };

/** How a start of a job is known to its platform, and to nobody else. */
export const nameOf = ({ id, incarnation }: JobRef): string => `${id} ${incarnation}`;

/** What is remembered of one start of a job, and what people are told of it, each in one commit. */
export class DeadlineJournal {
  readonly #name: string;

  constructor(
    private readonly run: Pick<RunContext, 'run_id' | 'deps'>,
    private readonly journal: Journal,
    job: JobRef,
  ) {
    this.#name = nameOf(job);
  }

  get state(): DeadlineState {
    const { deadline } = this.journal.snapshot;
    return deadline?.job === this.#name ? deadline : newDeadline(this.#name);
  }

  commit(change: Change, texts: readonly string[] = [], severity: Severity = 'warning'): void {
    const all = Object.entries({ ...this.state, ...change }).filter(([, value]) => value !== undefined);
    const deadline = Object.fromEntries(all) as unknown as DeadlineState;
    const context = { run_id: this.run.run_id, attempt: this.journal.snapshot.attempt };
    const events = texts.map((text) => event(context, this.run.deps.now(), 'notice', { severity, text }));
    this.journal.commit({ deadline }, { events, durable: true });
  }

  /** Commits `change`, and tells of the trouble unless it was told. */
  trouble(kind: Trouble | 'asked', text: string, change: Change = {}): void {
    const { told } = this.state;
    if (!told.includes(kind)) return this.commit({ ...change, told: [...told, kind] }, [text]);
    if (Object.keys(change).length > 0) this.commit(change);
  }
}
