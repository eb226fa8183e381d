import { type Abilities, abilitiesOf, columnsOf, type Manner } from '../view/abilities.js';
import type { Look } from '../view/line.js';

type Options = Readonly<Record<string, unknown>>;

/** `--color` and `--plain`, which every verb takes. */
export function mannerOf({ color, plain }: Options): Manner {
  return { color: (color as Manner['color']) ?? 'auto', plain: plain === true };
}

/** How a verb prints to standard output. */
export function lookOf(options: Options): Look & Pick<Abilities, 'plain'> {
  const { color, fits, plain } = abilitiesOf(process.stdout, process.env, mannerOf(options));
  return { width: fits ? columnsOf(process.stdout) : Number.POSITIVE_INFINITY, color, plain };
}
