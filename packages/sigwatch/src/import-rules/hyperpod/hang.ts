import type { Json } from '@sigwatch/core';
import { exampleLine } from '../pattern/example.js';
import { fromPythonMatch } from '../pattern/translate.js';
import type { Reader } from '../reader.js';
import { usable } from '../usable.js';
import type { HyperPodRule } from './read-rule.js';

/** HANGING: what is awaited does not come, from the start (`start`) or since it came last (`again`). */
export function hangRule(reader: Reader, rule: HyperPodRule, name: string, pattern: string): { [key: string]: Json } {
  const { start, again } = rule;
  const when = {
    ...(start === undefined ? {} : { start_within: `${start.seconds}s` }),
    ...(again === undefined ? {} : { absent: `${again.seconds}s` }),
    ...stopOn(reader, rule),
    by: ['source'],
  };
  const tests = hangTests(pattern, start?.seconds, again?.seconds);
  return {
    name,
    description: `HANGING by the rule ${rule.name} of HyperPod.`,
    pattern,
    when,
    state: { class_name: 'StalledState' },
    metadata: { error_type: 'hang' },
    ...(tests.length === 0 ? {} : { tests }),
  };
}

function stopOn(reader: Reader, { stop }: HyperPodRule): { stop_on?: Json } {
  if (stop === undefined) return {};
  const pattern = fromPythonMatch(stop.text, false);
  return usable(reader, stop.path, pattern, 'the rule stays active') ? { stop_on: { pattern } } : {};
}

function hangTests(pattern: string, start: number | undefined, again: number | undefined): Json[] {
  const line = exampleLine(pattern);
  if (line === undefined) return [];
  const past = (seconds: number) => ({ at: `+${seconds + 1}s` });
  if (again === undefined) {
    const late = past(start as number);
    return [
      { log: [late], expect: { count: 1 } },
      { log: [{ line }, late], expect: 'none' },
    ];
  }
  const half = `+${again / 2}s`;
  return [
    { log: [{ line }, past(again)], expect: { count: 1 } },
    { log: [{ line }, { at: half, line }, { at: half, line }], expect: 'none' },
  ];
}
