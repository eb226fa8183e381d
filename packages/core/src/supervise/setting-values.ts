import type { Json } from '../contract.js';
import { type Overrides, within } from '../policy/overrides.js';
import { withOptions } from './command-options.js';

const PREFIX = 'overrides.';
/** Stands for a value that is looked for; no command holds it. */
const MARK = '\u0000';

/**
 * What settings are that restarts have changed, as `{overrides.NAME}` tells them: a value that was set, or the one that the
 * command gives its option in `override_args`, times its factor and within its bounds. A whole number stays one, and is
 * rounded down. Others are not known, and missing.
 *
 * @param argv the command as the first attempt has it.
 */
export function settingValues(
  argv: readonly string[],
  override_args: Readonly<Record<string, readonly string[]>>,
  overrides: Json | undefined,
): Readonly<Record<string, string>> {
  const { set = {}, scale = {}, floor = {}, cap = {} } = (overrides ?? {}) as Overrides;
  const scaled = Object.entries(scale).flatMap(([name, factor]): [string, string][] => {
    const own = ownValue(argv, override_args[name] ?? [], `{${PREFIX}${name}}`);
    if (own === undefined) return [];
    const value = within(Number(own) * factor, floor[name], cap[name]);
    return [[PREFIX + name, text(/^[-+]?\d+$/.test(own) ? Math.trunc(value) : value)]];
  });
  const given = Object.entries(set).map(([name, value]): [string, string] => [PREFIX + name, String(value)]);
  return Object.fromEntries([...scaled, ...given]);
}

/** Without the digits that multiplying adds: 0.01 × 0.1 is 0.001. */
const text = (value: number): string => String(Number(value.toPrecision(12)));

/** The number that stands in the command where the template has the placeholder. */
function ownValue(argv: readonly string[], templates: readonly string[], placeholder: string): string | undefined {
  const marked = templates.map((one) => one.replaceAll(placeholder, MARK));
  const edited = withOptions(argv, templates, marked);
  if (!edited.ok) return undefined;
  const at = edited.argv.findIndex((arg) => arg.includes(MARK));
  // An option that is not there is put at the end, or takes no place of another.
  const stands = at >= 0 && at < argv.length && edited.argv[at - 1] === argv[at - 1];
  if (!stands) return undefined;
  const [before = '', after = ''] = (edited.argv[at] as string).split(MARK);
  const found = argv[at] as string;
  if (!found.startsWith(before) || !found.endsWith(after)) return undefined;
  const value = found.slice(before.length, found.length - after.length);
  return value.trim() !== '' && Number.isFinite(Number(value)) ? value : undefined;
}
