import type { Registry, Rule, SignalSelector } from '../../contract.js';
import { parseExpression } from '../../correlate/expression.js';
import { feeds } from '../../correlate/routes.js';
import { standardNames } from '../../match/field-value.js';
import { stabilityFields } from '../../stability/findings.js';
import type { PlacedRule } from '../compose.js';
import { fieldsOf } from '../fields.js';
import { rulesOfInputs } from '../when.js';
import { ENGINE_SIGNALS } from './lint-when.js';

/** Inputs that an operator hears of without telling of them. */
const SILENT: readonly string[] = ['reset_on', 'stop_on'];

/** Fields that the signals of a rule may have; undefined where that cannot be known. */
export function fieldsTold(
  placed: PlacedRule,
  rules: readonly PlacedRule[],
  registry: Registry,
): readonly string[] | undefined {
  const { rule, entry } = placed;
  const { when } = rule;
  if (when === undefined) return [...fieldsOf(rule), ...(rule.kind === 'progress' ? standardNames : [])];
  const own = fieldsOfOperator(rule);
  if (own === undefined || tellsOfNoLine(rule)) return own;
  const inputs = Object.fromEntries(Object.entries(when.inputs).filter(([role]) => !SILENT.includes(role)));
  if (inputs.input === undefined && rule.pattern !== undefined) return [...fieldsOf(rule), ...own];
  const selectors = Object.values(inputs).flat();
  if (selectors.some(takesUnknown)) return undefined;
  const told = { ...rule, when: { ...when, inputs } };
  const heard = [
    ...rules
      .filter((other) => other !== placed && feeds(other.rule, told))
      .map((one) => fieldsTold(one, rules, registry)),
    ...rulesOfInputs(entry, registry).map((one) => fieldsOf(one)),
  ];
  if (heard.includes(undefined)) return undefined;
  const steps = selectors.some(({ kind }) => kind === 'progress') ? standardNames : [];
  return [...new Set([...heard.flatMap((one) => one ?? []), ...steps, ...own])];
}

/** What an operator adds; undefined of a plugin's, which may add anything. */
function fieldsOfOperator({ when }: Rule): readonly string[] | undefined {
  if (when === undefined) return undefined;
  const { class_name, value } = when.operator;
  const held = when.throttle === undefined ? [] : ['held_back'];
  switch (class_name) {
    case 'CountOperator':
      return ['count', 'values', ...held];
    case 'AbsentOperator':
      return ['waited_seconds', ...held];
    case 'EveryOperator':
      return ['left_out', ...held];
    case 'StabilityOperator':
      return [...stabilityFields, ...held];
    case 'SequenceOperator':
      return held;
    case 'ValueOperator': {
      const parsed = parseExpression(String(value));
      const calls = 'message' in parsed ? [] : parsed.calls;
      return [
        ...calls.flatMap(({ name, field, by }) => [`${name}_${field}`, ...(by === undefined ? [] : [by])]),
        ...held,
      ];
    }
    default:
      return undefined;
  }
}

/** What stayed away has no line, and so no fields of one. */
const tellsOfNoLine = ({ when }: Rule): boolean =>
  when?.operator.class_name === 'AbsentOperator' || when?.operator.missing === 'last';

/**
 * Signals of the engine have fields by what the platform says, and what is asked for by a kind may come from packs that
 * stand beside this one; steps alone have the same names everywhere.
 */
const takesUnknown = ({ signal, kind }: SignalSelector): boolean =>
  signal === undefined ? kind !== 'progress' : ENGINE_SIGNALS.includes(signal);
