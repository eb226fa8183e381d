import { duration } from '../config/duration.js';
import type { Component, Correlator, Firing, Json, Millis, Signal } from '../contract.js';
import { componentSchemas } from '../generated/component-schemas.js';
import type { ValueOperator } from '../generated/ValueOperator.js';
import { fieldNumber, isProgressField } from '../match/field-value.js';
import { type Expression, parseExpression } from './expression.js';
import { short } from './firing.js';
import { grouping, groupText, namedValue } from './group.js';
import { type Groups, groupIn, noGroups, withGroup } from './groups.js';
import { neverDue } from './never-due.js';
import { numberOf } from './number.js';
import { askedOf, noPast, Past, type PastJson, type Point, planOf, whoseOf, withPoint } from './past.js';
import { type Given, UNSURE } from './straight.js';
import { inWords } from './words.js';

/** Beside the fields of a point: the ms since the one before, in its group. */
export const INTERVAL = 'interval_ms';

/** Of one group. Json. */
class Held {
  constructor(
    readonly past: Past | PastJson,
    /** Points in a row that it has held for, and since when. */
    readonly points: number,
    readonly since: Millis | undefined,
    readonly firing: boolean | undefined,
  ) {}
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
  const none = new Held(noPast(plan), 0, undefined, undefined);
  const groupOf = grouping(by);
  // One for all steps, each of which is through with it before the next.
  const point = new SignalPoint(calls.length, min_points);

  return {
    init: () => ({ groups: noGroups }),
    step(state, event, context) {
      if (event.type !== 'signal') return [state, NO_SIGNALS];
      const { signal } = event;
      const { groups } = state;
      const key = groupOf(signal);
      const before = groupIn(groups, key) ?? none;
      const earlier = Past.of(plan, before.past);
      const past = point.take(signal, earlier);
      const said = says(expression, point);
      const held = said === undefined ? before : said ? longer(before, signal.time) : over(before);
      const fires = said === true && !before.firing && holds(held, signal.time);
      const same = held === before && past === earlier;
      const next = same
        ? state
        : { groups: withGroup(groups, key, new Held(past, held.points, held.since, fires ? true : held.firing)) };
      if (!fires && !(said === false && before.firing)) return [next, NO_SIGNALS];
      const told = tell(expression, signal, point, by, fires ? (span ?? least) : undefined);
      return [next, [context.fired({ ...told, group: key })]];
    },
    due: neverDue,
  };

  /** What is told when it has held for so long, or (without) when it is over. */
  function tell(
    { text, fields: named }: Expression,
    from: Signal,
    point: SignalPoint,
    names: readonly string[] | undefined,
    held?: number,
  ): Firing {
    const windows = calls.map((_, i) => point.window(i));
    const worked = calls.flatMap(({ name, field }, i) => {
      const found = windows[i];
      return found === undefined ? [] : [[`${name}_${field}`, found] as const];
    });
    const whose = calls.flatMap(({ by: of }, i) => {
      const found = windows[i];
      const who = of === undefined || found === undefined ? undefined : whoseOf(point.past, i, found);
      return who === undefined ? [] : [[of as string, who] as const];
    });
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

const NO_SIGNALS: readonly Signal[] = Object.freeze([]);

const longer = ({ past, points, since, firing }: Held, now: Millis): Held =>
  new Held(past, points + 1, since ?? now, firing);

const over = (held: Held): Held =>
  held.points === 0 && held.since === undefined && held.firing === undefined
    ? held
    : new Held(held.past, 0, undefined, undefined);

function says(expression: Expression, point: SignalPoint): boolean | undefined {
  const said = expression.straight === undefined ? UNSURE : expression.straight(point);
  if (said !== UNSURE) return said;
  return expression.evaluate(
    point.fields,
    expression.calls.map((_, i) => point.window(i)),
  );
}

/** A signal and its windows as an expression sees them. A window is worked out when it is asked for, and once. */
class SignalPoint implements Point, Given {
  #signal: Signal | undefined;
  #before: Past | undefined;
  #past: Past | undefined;
  /** Of each call, its value and whether it was worked out. */
  readonly #found: (number | undefined)[];
  readonly #isKnown: boolean[];

  constructor(
    calls: number,
    readonly least: number | undefined,
  ) {
    this.#found = Array.from({ length: calls }, () => undefined);
    this.#isKnown = Array.from({ length: calls }, () => false);
  }

  /** The next signal; returns what is known with it. */
  take(signal: Signal, before: Past): Past {
    this.#signal = signal;
    this.#before = before;
    for (let i = 0; i < this.#isKnown.length; i++) this.#isKnown[i] = false;
    this.#past = withPoint(before, this);
    return this.#past;
  }

  /** What is known with this point. */
  get past(): Past {
    return this.#past as Past;
  }

  get signal(): Signal {
    return this.#signal as Signal;
  }

  get before(): Past {
    return this.#before as Past;
  }

  get time(): Millis {
    return this.signal.time;
  }

  get step(): number {
    return numberOf(this.signal.fields.step) ?? this.before.step ?? 0;
  }

  /** Standard progress fields are numbers, NaN among them. */
  field(name: string): string | number | undefined {
    const { fields, time } = this.signal;
    if (name === INTERVAL && this.before.time !== undefined) return time - this.before.time;
    const given = fields[name];
    if (typeof given === 'number') return given;
    if (given === undefined || !Object.hasOwn(fields, name)) return undefined;
    return isProgressField(name) ? (fieldNumber(given) ?? given) : given;
  }

  get fields(): Readonly<Record<string, string | number>> {
    const names = Object.keys(this.signal.fields);
    if (this.before.time !== undefined && !names.includes(INTERVAL)) names.push(INTERVAL);
    return Object.fromEntries(names.map((name) => [name, this.field(name) as string | number]));
  }

  by(name: string): string | undefined {
    return namedValue(this.signal, name);
  }

  window(number: number): number | undefined {
    if (this.#isKnown[number] !== true) {
      this.#found[number] = askedOf(this.past, this, number, this.least);
      this.#isKnown[number] = true;
    }
    return this.#found[number];
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
