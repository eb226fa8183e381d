import type { Millis } from '@sigwatch/core';
import type { Asking } from './ask.js';
import { type ClusterFacts, isAtLeast } from './cluster-facts.js';
import { parseJobId } from './identity.js';
import { type AccountedJob, askSacct } from './sacct.js';

interface Question {
  readonly ids: Set<string>;
  since: Millis;
  readonly answer: Promise<readonly AccountedJob[]>;
}

/** One sacct at a time: what is asked for meanwhile goes into the next one. */
export class Accounting {
  #running: Promise<unknown> = Promise.resolve();
  #next: Question | undefined;

  constructor(
    private readonly asking: Asking,
    private readonly facts: () => Promise<ClusterFacts>,
  ) {}

  /** The rows of one job, of an array or a heterogeneous job those of all parts. */
  async rows(id: string, since: Millis): Promise<readonly AccountedJob[]> {
    const wanted = parseJobId(id);
    if (wanted === undefined) return [];
    const question = this.#next ?? this.#ask();
    // Tasks that never began are known by the array alone.
    question.ids.add(wanted.base);
    question.since = Math.min(question.since, since);
    const rows = await question.answer;
    return rows.filter(({ base, task }) => base === wanted.base && (wanted.task === undefined || task === wanted.task));
  }

  #ask(): Question {
    const ids = new Set<string>();
    const begin = async () => {
      this.#next = undefined;
      return this.#rowsOf([...ids], question.since);
    };
    // Also behind what is asked for in the same turn.
    const answer = this.#running.then(() => new Promise<void>((done) => setImmediate(done))).then(begin);
    const question: Question = { ids, since: Number.POSITIVE_INFINITY, answer };
    this.#next = question;
    this.#running = answer.catch(() => {});
    return question;
  }

  async #rowsOf(ids: readonly string[], since: Millis): Promise<readonly AccountedJob[]> {
    const facts = await this.facts();
    if (facts.accounting === 'none') return [];
    const wanted = { ids, since, submitLine: false };
    if (facts.accounting === 'database')
      return askSacct(this.asking, { ...wanted, submitLine: isAtLeast(facts, 21, 8) });
    // Its file mostly belongs to the administrators.
    return askSacct(this.asking, { ...wanted, completion: true }).catch(() => []);
  }
}
