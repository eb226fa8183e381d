import type { EngineEvent, JobState } from '../contract.js';
import { emptyLedger } from '../policy/ledger.js';
import { status } from './attempt.fixture.js';
import { attemptOperator } from './attempt.js';
import type { AttemptConfig, AttemptState, Output } from './attempt-state.js';

/** A fixed seed, so that a failure is the code's and not the day's. */
export const settings = { numRuns: 400, seed: 20_260_101 };

const config: Omit<AttemptConfig, 'policies' | 'has_job'> = {
  run_id: 'run',
  attempt: 1,
  inactivity: 1_800_000,
  hold: 30_000,
  hang_symptom_of: ['oom', 'exception', 'hardware'],
  ledger: emptyLedger,
};

type Told<Type extends Output['type']> = Extract<Output, { type: Type }>;

export interface Fuzzed {
  readonly state: AttemptState;
  readonly decisions: Told<'decision'>[];
  readonly opened: Told<'opened'>[];
  readonly closed: Told<'closed'>[];
  /** Each verdict, and the state that it followed from: that before the event, with the event's own knowledge. */
  readonly verdicts: {
    readonly verdict: Told<'verdict'>['verdict'];
    readonly before: AttemptState;
    readonly at: number;
  }[];
  /** The outputs of two engines: one whose state was only in memory, one whose state went through Json each time. */
  readonly direct: readonly Output[];
  readonly stored: readonly Output[];
  /** Moments that were asked for again although their tick had been given. */
  readonly spins: readonly number[];
  readonly largest: number;
  readonly drained: boolean;
}

export type Check = (run: Fuzzed) => void;

/** Plays a life with the ticks that the engine asks for, and, where it ends, its last status and the end of its logs. */
export function fuzz(
  moments: readonly (readonly [number, (at: number) => readonly EngineEvent[]])[],
  ended: JobState | undefined,
  given: Pick<AttemptConfig, 'policies' | 'has_job'>,
): Fuzzed {
  const operator = attemptOperator({ ...config, ...given });
  let state = operator.init();
  let direct = operator.init();
  const outputs: Output[] = [];
  const outputsDirect: Output[] = [];
  const verdicts: Fuzzed['verdicts'][number][] = [];
  const spins: number[] = [];
  let largest = 0;
  const drained = ended !== undefined;
  const take = (event: EngineEvent) => {
    const text = JSON.stringify(state);
    largest = Math.max(largest, text.length);
    const [next, out] = operator.step(JSON.parse(text), event);
    const [other, also] = operator.step(direct, event);
    [state, direct] = [next, other];
    outputs.push(...out);
    outputsDirect.push(...also);
    for (const one of out)
      if (one.type === 'verdict') verdicts.push({ verdict: one.verdict, before: next, at: event.at });
  };
  const until = (limit: number) => {
    for (let due = operator.due(state), given: number | undefined; due !== undefined && due <= limit; ) {
      if (given !== undefined && due <= given) {
        spins.push(due);
        return;
      }
      given = due;
      take({ type: 'tick', at: due });
      due = operator.due(state);
    }
  };
  let at = 0;
  for (const [wait, make] of moments) {
    at += wait;
    until(at);
    for (const event of make(at)) {
      if (given.has_job || (event.type !== 'job' && event.type !== 'job_unknown')) take(event);
    }
  }
  if (ended !== undefined) {
    take(status(at + 1000, ended));
    take({ type: 'drained', at: at + 2000 });
    until(at + 3_600_000);
  }
  const of = <Type extends Output['type']>(type: Type) => outputs.filter((one): one is Told<Type> => one.type === type);
  return {
    state,
    decisions: of('decision'),
    opened: of('opened'),
    closed: of('closed'),
    verdicts,
    direct: outputsDirect,
    stored: outputs,
    spins,
    largest,
    drained,
  };
}
