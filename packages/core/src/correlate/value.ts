import { duration } from '../config/duration.js';
import type { Component, Correlator, Firing, Json, Millis, Signal } from '../contract.js';
import { componentSchemas } from '../generated/component-schemas.js';
import type { ValueOperator } from '../generated/ValueOperator.js';
import { fieldNumber, isProgressField } from '../match/field-value.js';
import { type Expression, parseExpression } from './expression.js';
import { short } from './firing.js';
import { grouping, groupText, namedValue } from './group.js';
import { type Groups, groupIn, noGroups, withGroup } from './groups.js';
import { numberOf } from './number.js';
import { askedOf, type Found, noPast, type Past, type Point, planOf, withPoint } from './past.js';
import { UNSURE } from './straight.js';
import type { WindowCall } from './window-call.js';
import { inWords } from './words.js';

/** Beside the fields of a point: the ms since the one before, in its group. */
export const INTERVAL = 'interval_ms';

interface Held {
  readonly past: Past;
  /** Points in a row that it has held for, and since when. */
  readonly points: number;
  readonly since?: Millis;
  readonly firing?: boolean;
}
interface State {
  readonly groups: Groups<Held>;
}

/**
 * Fires when the expression has been true for so many points (or so long) in a row, and tells when it is false again.
 * A point that lacks something the expression needs counts neither way.
 */
function valued({ value, for: needed = 1, by, min_points }: ValueOperator): Correlator<State> {
  const parsed = parseExpression(value);
  if ('message' in parsed) throw new Error(parsed.message);
  const expression = parsed;
  const span = typeof needed === 'string' ? duration(needed) : undefined;
  const least = typeof needed === 'number' ? needed : 1;
  const holds = ({ points, since }: Held, now: Millis) =>
    points >= least && (span === undefined || now - (since ?? now) >= span);
  const { calls, straight } = expression;
  // Of an expression that only CEL understands it is not known what it looks up.
  const interval =
    straight === undefined || expression.fields.includes(INTERVAL) || calls.some(({ field }) => field === INTERVAL);
  const plan = planOf(calls, interval);
  const groupOf = grouping(by);

  return {
    init: () => ({ groups: noGroups }),
    step(state, event, { fired }) {
      if (event.type !== 'signal') return [state, []];
      const { signal } = event;
      const { groups } = state;
      const key = groupOf(signal);
      const before = groupIn(groups, key) ?? none;
      const point = new SignalPoint(signal, before.past);
      const past = withPoint(before.past, point, plan);
      const asked = new Asked(point, (i) => askedOf(past, point, calls[i] as WindowCall, min_points));
      const said = says(expression, asked);
      const held = said === undefined ? before : said ? longer(before, signal.time) : over(before);
      const changed = held === before && past === before.past ? before : { ...held, past };
      const told = (length?: number) => fired({ ...tell(expression, signal, asked, by, length), group: key });
      const fires = said === true && !before.firing && holds(changed, signal.time);
      const after = fires ? { ...changed, firing: true } : changed;
      const next = after === before ? state : { groups: withGroup(groups, key, after) };
      if (said === false && before.firing) return [next, [told()]];
      return [next, fires ? [told(span ?? least)] : []];
    },
    due: () => undefined,
  };

  /** What is told when it has held for so long, or (without) when it is over. */
  function tell(
    { text, fields: named }: Expression,
    from: Signal,
    asked: Asked,
    names: readonly string[] | undefined,
    held?: number,
  ): Firing {
    const windows = calls.map((_, i) => asked.found(i));
    const worked = calls.flatMap(({ name, field }, i) => {
      const found = windows[i];
      return found === undefined ? [] : [[`${name}_${field}`, found.value] as const];
    });
    const whose = calls.flatMap(({ by: of }, i) =>
      of === undefined || windows[i]?.whose === undefined ? [] : [[of, windows[i]?.whose as string] as const],
    );
    const shown = [
      ...named.flatMap((name) => (from.fields[name] === undefined ? [] : [[name, from.fields[name]] as const])),
      ...worked,
    ];
    const facts = shown
      .map(([name, given]) => `${name} ${typeof given === 'number' ? short(given) : given}`)
      .join(', ');
    const fields = {
      ...Object.fromEntries(worked.filter(([, given]) => Number.isFinite(given))),
      ...Object.fromEntries(whose),
    };
    const where = groupText(from, names);
    if (held === undefined) return { text: `No longer so${where}: ${facts}.`, from, fields, resolved: true };
    const length = typeof needed === 'string' ? inWords(held) : `${held} points`;
    return { text: `${text}${held > 1 ? ` held for ${length}` : ''}${where}: ${facts}.`, from, fields };
  }
}

const none: Held = { past: noPast, points: 0 };

const longer = (held: Held, now: Millis): Held => ({
  ...held,
  points: held.points + 1,
  since: held.since ?? now,
});

const over = (held: Held): Held =>
  held.points === 0 && held.since === undefined && held.firing === undefined ? held : { past: held.past, points: 0 };

function says(expression: Expression, asked: Asked): boolean | undefined {
  const said = expression.straight === undefined ? UNSURE : expression.straight(asked);
  if (said !== UNSURE) return said;
  return expression.evaluate(
    asked.point.fields,
    expression.calls.map((_, i) => asked.window(i)),
  );
}

/** A signal as an expression sees it: standard progress fields are numbers, NaN among them. */
class SignalPoint implements Point {
  constructor(
    readonly signal: Signal,
    readonly past: Past,
  ) {}

  get time(): Millis {
    return this.signal.time;
  }

  get step(): number {
    return numberOf(this.signal.fields.step) ?? this.past.step ?? 0;
  }

  field(name: string): string | number | undefined {
    const { fields, time } = this.signal;
    if (name === INTERVAL && this.past.time !== undefined) return time - this.past.time;
    if (!Object.hasOwn(fields, name)) return undefined;
    const given = fields[name];
    return typeof given === 'string' && isProgressField(name) ? (fieldNumber(given) ?? given) : given;
  }

  get fields(): Readonly<Record<string, string | number>> {
    const names = Object.keys(this.signal.fields);
    if (this.past.time !== undefined && !names.includes(INTERVAL)) names.push(INTERVAL);
    return Object.fromEntries(names.map((name) => [name, this.field(name) as string | number]));
  }

  by(name: string): string | undefined {
    return namedValue(this.signal, name);
  }
}

/** What was asked of a point and its windows so far: each window is worked out when it is asked for, and once. */
class Asked {
  #found: (Found | null | undefined)[] | undefined;

  constructor(
    readonly point: SignalPoint,
    readonly workOut: (window: number) => Found | undefined,
  ) {}

  field(name: string): string | number | undefined {
    return this.point.field(name);
  }

  found(window: number): Found | undefined {
    this.#found ??= [];
    const known = this.#found[window];
    if (known !== undefined) return known ?? undefined;
    const found = this.workOut(window);
    this.#found[window] = found ?? null;
    return found;
  }

  window(number: number): number | undefined {
    return this.found(number)?.value;
  }
}

export const valueOperator: Component<'operator'> = {
  kind: 'operator',
  class_name: 'ValueOperator',
  summary: 'Fires when a CEL expression over the fields of its input, and over windows of earlier ones, holds.',
  config: componentSchemas.ValueOperator,
  resolves: () => true,
  check(config) {
    const parsed = parseExpression(String(config.value));
    return 'message' in parsed ? [{ ...parsed, path: ['value'] }] : [];
  },
  create: (config) => valued(config as unknown as ValueOperator) as unknown as Correlator<Json>,
};
