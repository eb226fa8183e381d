import type { YamlPath } from '@sigwatch/core';
import type { Found, Reader } from '../reader.js';

/**
 * A rule of `logMonitoringConfiguration`. Times are seconds. Keys and what they mean: AWS, "Using the training operator
 * to run jobs"; hyperpod-elastic-agent 1.1.3, logagent/log_agent.py.
 */
export interface HyperPodRule {
  readonly name: string;
  /** For Python's `re.match`. */
  readonly pattern: string;
  readonly path: YamlPath;
  readonly start?: Found & { readonly seconds: number };
  readonly again?: Found & { readonly seconds: number };
  readonly stop?: Found & { readonly text: string };
  readonly metric?: { readonly threshold: number; readonly operator: Operator; readonly points: number };
  /** Keys of a metric, be it whole or not: HyperPod passes over one that is not. */
  readonly metricKeys: readonly Found[];
  readonly fault?: Found;
}

export const OPERATORS = { gt: '>', gteq: '>=', lt: '<', lteq: '<=', eq: '==' } as const;
export type Operator = keyof typeof OPERATORS;

const KEYS = [
  'name',
  'logPattern',
  'expectedStartCutOffInSeconds',
  'expectedRecurringFrequencyInSeconds',
  'stopPattern',
  'metricThreshold',
  'operator',
  'metricEvaluationDataPoints',
  'faultOnMatch',
] as const;

/** Undefined for a rule that HyperPod could not use either; the reader has been told why. */
export function readRule(reader: Reader, at: Found): HyperPodRule | undefined {
  const found = reader.keys(at, KEYS);
  const missing = (['name', 'logPattern'] as const).filter((key) => found[key] === undefined);
  for (const key of missing)
    reader.say(
      'missing_key',
      at.path,
      `a rule has no \`${key}\``,
      'HyperPod asks for it in every rule; add it.',
      'value',
    );
  const [name, pattern] = [reader.text(found.name), reader.text(found.logPattern)];
  const start = reader.number(found.expectedStartCutOffInSeconds, 0);
  const again = reader.number(found.expectedRecurringFrequencyInSeconds, 0);
  const stop = reader.text(found.stopPattern);
  const fault = reader.flag(found.faultOnMatch);
  const metric = readMetric(reader, found, pattern ?? '');
  if (name === undefined || pattern === undefined) return undefined;
  return {
    name,
    pattern,
    path: at.path,
    ...(start === undefined ? {} : { start: { ...(found.expectedStartCutOffInSeconds as Found), seconds: start } }),
    ...(again === undefined
      ? {}
      : { again: { ...(found.expectedRecurringFrequencyInSeconds as Found), seconds: again } }),
    ...(stop === undefined ? {} : { stop: { ...(found.stopPattern as Found), text: stop } }),
    ...(fault === true ? { fault: found.faultOnMatch as Found } : {}),
    ...metric,
  };
}

type Keys = Partial<Record<(typeof KEYS)[number], Found>>;

function readMetric(reader: Reader, found: Keys, pattern: string): Pick<HyperPodRule, 'metric' | 'metricKeys'> {
  const { metricThreshold, operator: word, metricEvaluationDataPoints } = found;
  const threshold = reader.number(metricThreshold);
  const points = reader.whole(metricEvaluationDataPoints, 1) ?? 1;
  const operator = operatorOf(reader, word);
  const metricKeys = [metricThreshold, word, metricEvaluationDataPoints].filter((one) => one !== undefined);
  if (threshold === undefined || operator === undefined || !hasGroup(pattern)) return { metricKeys };
  return { metric: { threshold, operator, points }, metricKeys };
}

function operatorOf(reader: Reader, at: Found | undefined): Operator | undefined {
  const text = reader.text(at);
  if (at === undefined || text === undefined) return undefined;
  if (Object.hasOwn(OPERATORS, text)) return text as Operator;
  const remedy = `HyperPod takes ${Object.keys(OPERATORS).join(', ')}.`;
  reader.say('unknown_word', at.path, `\`${text}\` is no operator`, remedy, 'value');
  return undefined;
}

/** Whether a bracket of the pattern captures: `(…)` or `(?P<name>…)`, not escaped and not in a class. */
const hasGroup = (pattern: string): boolean =>
  /\((?!\?)|\(\?P</.test(pattern.replaceAll(/\\./gs, '').replaceAll(/\[\^?\]?[^\]]*\]/g, ''));
