import type { Fields } from '../contract.js';
import { type Overrides, within } from './overrides.js';

/** A setting that a change leaves as it is. */
export interface AtBound {
  readonly name: string;
  /** `lr stands at its floor of 1e-7`. */
  readonly text: string;
}

/** Logs print few digits. */
const AS_PRINTED = 1e-3;

/**
 * Which of the changes come to nothing: a factor whose bound is reached, or a value that is set already.
 *
 * @param known what settings are now, by name, as far as the run has told them. Of others nothing is said.
 */
export function atBound(
  before: Overrides | undefined,
  by: Overrides,
  known: Readonly<Record<string, number>>,
): readonly AtBound[] {
  const floor = { ...before?.floor, ...by.floor };
  const cap = { ...before?.cap, ...by.cap };
  const scaled = Object.entries(by.scale ?? {}).flatMap(([name, factor]) => {
    const set = before?.set?.[name];
    const now = typeof set === 'number' ? set : known[name];
    // Of nothing every multiple is nothing: a schedule begins there, and ends there.
    if (now === undefined || !(now > 0)) return [];
    const next = within(now * factor, floor[name], cap[name]);
    const slack = now * AS_PRINTED;
    if (factor < 1 && next >= now - slack) return [{ name, text: `${name} stands at its floor of ${floor[name]}` }];
    if (factor > 1 && next <= now + slack) return [{ name, text: `${name} stands at its cap of ${cap[name]}` }];
    return [];
  });
  const set = Object.entries(by.set ?? {}).flatMap(([name, value]) =>
    before?.set?.[name] === value ? [{ name, text: `${name} is ${String(value)} already` }] : [],
  );
  return [...scaled, ...set];
}

/** What the steps of a run tell of its settings: loggers call the learning rate by its whole name. */
export function settingsIn(fields: Fields): Readonly<Record<string, number>> {
  const numbers = Object.entries(fields).filter((one): one is [string, number] => typeof one[1] === 'number');
  const { learning_rate: lr, ...others } = Object.fromEntries(numbers);
  return lr === undefined ? others : { lr, ...others, learning_rate: lr };
}
