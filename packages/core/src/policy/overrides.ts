import type { Json } from '../contract.js';

type Numbers = Readonly<Record<string, number>>;

/**
 * What differs from the settings that the run was begun with; by the setting's name, such as `lr`. A value is
 * `set`, else the first one times `scale`, no less than `floor` and no more than `cap`.
 */
export interface Overrides {
  readonly set?: Readonly<Record<string, Json>>;
  readonly scale?: Numbers;
  readonly floor?: Numbers;
  readonly cap?: Numbers;
}

/**
 * What is in force once a `recover` of a policy is applied to what was: factors multiply, since each is one of the value
 * that failed; bounds and values are those said last. A value ends the factor that it had before, and is itself changed
 * by a later one.
 */
export function changed(before: Overrides | undefined, by: Overrides): Overrides {
  const [floor, cap] = [
    { ...before?.floor, ...by.floor },
    { ...before?.cap, ...by.cap },
  ];
  const set: Record<string, Json> = { ...before?.set };
  const scale: Record<string, number> = { ...before?.scale };
  for (const [name, factor] of Object.entries(by.scale ?? {})) {
    const value = set[name];
    if (typeof value === 'number') set[name] = within(value * factor, floor[name], cap[name]);
    else scale[name] = (scale[name] ?? 1) * factor;
  }
  for (const [name, value] of Object.entries(by.set ?? {})) {
    set[name] = value;
    delete scale[name];
  }
  return { ...given({ set }), ...given({ scale }), ...given({ floor }), ...given({ cap }) };
}

export const within = (value: number, least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY): number =>
  Math.min(Math.max(value, least), most);

const given = (one: Readonly<Record<string, object>>): object =>
  Object.values(one).every((values) => Object.keys(values).length === 0) ? {} : one;

/** `lr × 0.01 (at least 1e-7), precision = bf16`, for people. */
export function overridesText({ set = {}, scale = {}, floor = {}, cap = {} }: Overrides): string {
  const factors = Object.entries(scale).map(([name, factor]) => {
    const bounds = [
      ...(floor[name] === undefined ? [] : [`at least ${floor[name]}`]),
      ...(cap[name] === undefined ? [] : [`at most ${cap[name]}`]),
    ];
    return `${name} × ${Number(factor.toPrecision(6))}${bounds.length === 0 ? '' : ` (${bounds.join(', ')})`}`;
  });
  return [...factors, ...Object.entries(set).map(([name, value]) => `${name} = ${String(value)}`)].join(', ');
}
