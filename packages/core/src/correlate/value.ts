import { duration } from '../config/duration.js';
import type { Component, Correlator, Firing, Json, Millis, Signal } from '../contract.js';
import { componentSchemas } from '../generated/component-schemas.js';
import type { ValueOperator } from '../generated/ValueOperator.js';
import { fieldNumber, isProgressField } from '../match/field-value.js';
import { type Expression, parseExpression } from './expression.js';
import { short } from './firing.js';
import { groupOf, groupText, namedValue } from './group.js';
import { type Groups, groupIn, noGroups, withGroup } from './groups.js';
import { numberOf } from './number.js';
import { noPast, type Past, valuesOf, withPoint } from './past.js';
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

  return {
    init: () => ({ groups: noGroups }),
    step(state, event, { fired }) {
      if (event.type !== 'signal') return [state, []];
      const { groups } = state;
      const { signal } = event;
      const key = groupOf(signal, by);
      const before = groupIn(groups, key) ?? { past: noPast, points: 0 };
      const point = pointOf(signal, before.past);
      const past = withPoint(before.past, point, expression.calls);
      const windows = valuesOf(past, point, expression.calls, min_points);
      const said = expression.evaluate(
        point.fields,
        windows.map((one) => one?.value),
      );
      if (said === undefined) return [{ groups: withGroup(groups, key, { ...before, past }) }, []];
      const held: Held = said
        ? { ...before, past, points: before.points + 1, since: before.since ?? signal.time }
        : { past, points: 0 };
      const told = (length?: number) => fired({ ...tell(expression, signal, windows, by, length), group: key });
      if (!said) return [{ groups: withGroup(groups, key, held) }, before.firing ? [told()] : []];
      if (before.firing || !holds(held, signal.time)) return [{ groups: withGroup(groups, key, held) }, []];
      return [{ groups: withGroup(groups, key, { ...held, firing: true }) }, [told(span ?? least)]];
    },
    due: () => undefined,
  };

  /** What is told when it has held for so long, or (without) when it is over. */
  function tell(
    { text, calls, fields: named }: Expression,
    from: Signal,
    windows: ReturnType<typeof valuesOf>,
    names: readonly string[] | undefined,
    held?: number,
  ): Firing {
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

/** The fields of a signal as an expression sees them: standard progress fields are numbers, NaN among them. */
function pointOf(signal: Signal, past: Past) {
  const fields: Record<string, string | number> = {};
  for (const [name, given] of Object.entries(signal.fields))
    fields[name] = typeof given === 'string' && isProgressField(name) ? (fieldNumber(given) ?? given) : given;
  if (past.time !== undefined) fields[INTERVAL] = signal.time - past.time;
  return {
    fields,
    time: signal.time,
    step: numberOf(signal.fields.step) ?? past.step ?? 0,
    by: (name: string) => namedValue(signal, name),
  };
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
