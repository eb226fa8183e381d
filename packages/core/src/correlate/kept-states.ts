import type { Json } from '../contract.js';
import type { MadeOperator, Operators } from './operators.js';

/** As it is written: each with what the operator was asked when it was kept; of a rule that was changed meanwhile it says nothing. */
export type StatesJson = Readonly<Record<string, { readonly of: string; readonly state: Json }>>;

/**
 * What operators remember, in their order: to copy a list at every line costs a fraction of what names do. A value that
 * never changes; Json by `toJSON`.
 */
export class KeptStates {
  constructor(
    readonly operators: Operators,
    /** By the operators' places. */
    readonly states: readonly (Json | undefined)[],
    /** Of operators that there are no longer, or that were asked something else. */
    readonly others: StatesJson,
  ) {}

  /** What was read from a journal is plain Json, and operators may be others than before. */
  static of(operators: Operators, kept: KeptStates | StatesJson): KeptStates {
    if (kept instanceof KeptStates && kept.operators === operators) return kept;
    const written = kept instanceof KeptStates ? kept.toJSON() : kept;
    const others = { ...written };
    const states = [...operators.made.values()].map(({ name, asked }) => {
      const own = Object.hasOwn(written, name) ? written[name] : undefined;
      if (own?.of !== asked) return undefined;
      delete others[name];
      return own.state;
    });
    return new KeptStates(operators, states, others);
  }

  with(states: readonly (Json | undefined)[]): KeptStates {
    return new KeptStates(this.operators, states, this.others);
  }

  get({ place }: MadeOperator): Json | undefined {
    return this.states[place];
  }

  toJSON(): StatesJson {
    const own = [...this.operators.made.values()].flatMap(({ name, asked, place }) => {
      const state = this.states[place];
      return state === undefined ? [] : [[name, { of: asked, state }] as const];
    });
    return { ...this.others, ...Object.fromEntries(own) };
  }
}
