import { nearest } from '../nearest.js';
import { resolvers } from '../text/text-tables.js';
import { InterpolationProblem } from './interpolation-syntax.js';
import { asArgument, asText, type Resolved, scalar, truthy } from './interpolation-value.js';

/** A resolver that is asked. Arguments are worked out when they are needed, as only one branch of `oc.if` is. */
interface Call {
  readonly raw: string;
  readonly count: number;
  arg(index: number): Resolved;
  key(key: string): Resolved;
  variable(name: string): string | undefined;
}

const RESOLVERS = Object.keys(resolvers);

/** What `${name:…}` comes to. */
export function askResolver(name: string, call: Call): Resolved {
  const { arg, count } = call;
  const expect = (least: number, most: number) => {
    if (count < least || count > most)
      throw new InterpolationProblem(
        'bad_interpolation',
        `\`${name}\` has ${count} arguments`,
        `Write \`${resolvers[name]?.usage}\`.`,
      );
  };
  const waiting = (): Resolved => {
    const all = Array.from({ length: count }, (_, i) => arg(i));
    const value = `\${${name}:${all.map((one) => (one.pending ? asText(one.value) : asArgument(one.value))).join(',')}}`;
    return { value, pending: true, secret: all.some(({ secret }) => secret) };
  };
  if (name === 'oc.env') {
    expect(1, 2);
    const variable = arg(0);
    if (variable.pending) return waiting();
    const value = call.variable(asText(variable.value));
    if (value !== undefined) return { value, pending: false, secret: true };
    if (count === 1) throw unset(variable.secret ? call.raw : asText(variable.value));
    const otherwise = arg(1);
    return { ...otherwise, value: otherwise.value === null ? null : asText(otherwise.value) };
  }
  if (name === 'oc.if') {
    expect(3, 3);
    const condition = arg(0);
    if (condition.pending) return waiting();
    const chosen = arg(truthy(condition.value) ? 1 : 2);
    return { ...chosen, secret: chosen.secret || condition.secret };
  }
  if (name === 'oc.select') {
    expect(1, 2);
    const key = arg(0);
    if (key.pending) return waiting();
    try {
      return call.key(asText(key.value));
    } catch (error) {
      if (!(error instanceof InterpolationProblem) || error.code !== 'unknown_interpolation') throw error;
      return count === 2 ? arg(1) : { value: null, pending: false, secret: false };
    }
  }
  if (name === 'oc.decode') {
    expect(1, 1);
    const given = arg(0);
    if (given.pending) return waiting();
    return typeof given.value === 'string' ? { ...given, value: scalar(given.value) } : given;
  }
  const near = nearest(name, RESOLVERS);
  const remedy = near ? `Did you mean \`${near}\`?` : `Known: ${RESOLVERS.join(', ')}.`;
  throw new InterpolationProblem('unknown_resolver', `unknown resolver \`${name}\``, remedy);
}

function unset(name: string): InterpolationProblem {
  return new InterpolationProblem(
    'unset_variable',
    `the environment variable \`${name}\` is not set`,
    `Set it, or give a default: \`\${oc.env:${name},default}\`.`,
  );
}
