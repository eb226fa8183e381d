/** When to print colours: `auto` follows the environment and the terminal. */
export type ColorWhen = 'auto' | 'always' | 'never';

/** How output is wished to be, by the options of a verb. */
export interface Manner {
  /** Default `auto`. */
  readonly color?: ColorWhen;
  /** As into a file, for screen readers: nothing is drawn anew, lines are whole, words stand for symbols, no colours but by `always`. */
  readonly plain?: boolean;
}

/** What a terminal can do. A cell of a notebook runs its commands in one too, shows colors, and keeps what was drawn over. */
export interface Abilities {
  readonly color: boolean;
  /** Lines can be taken back and drawn anew. */
  readonly redraw: boolean;
  /** Lines are broken to the width of the terminal; else they are whole, so that a file can be searched line by line. */
  readonly fits: boolean;
  /** Words stand for symbols and drawings. */
  readonly plain: boolean;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where something is printed: as `process.stdout`. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/**
 * `manner` outranks the environment. SIGWATCH_PLAIN is `plain`. Of colours: NO_COLOR (https://no-color.org), then
 * FORCE_COLOR, which asks for them where there is no terminal (`0` and `false` for none), then what the terminal is;
 * variables that are empty say nothing. TERM=dumb understands nothing. Kernels of Jupyter and of Colab have JPY_PARENT_PID.
 */
export function abilitiesOf(out: Output, env: Environment, manner: Manner = {}): Abilities {
  const isTerminal = out.isTTY === true;
  const plain = manner.plain === true || says(env.SIGWATCH_PLAIN);
  const understands = isTerminal && !plain && env.TERM !== 'dumb';
  return {
    color: colorBy(manner.color, env, plain) ?? understands,
    redraw: understands && env.JPY_PARENT_PID === undefined,
    fits: isTerminal && !plain,
    plain,
  };
}

/** The columns of a terminal, 80 where it does not tell them. */
export function columnsOf({ columns }: Output): number {
  return columns !== undefined && columns > 0 ? columns : 80;
}

/** Undefined where the terminal decides. */
function colorBy(wished: ColorWhen | undefined, env: Environment, plain: boolean): boolean | undefined {
  if (wished === 'always' || wished === 'never') return wished === 'always';
  if (plain || says(env.NO_COLOR)) return false;
  if (!says(env.FORCE_COLOR)) return undefined;
  return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
}

const says = (value: string | undefined): boolean => value !== undefined && value !== '';
