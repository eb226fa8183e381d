import type { Json } from '@sigwatch/core';
import { exampleLine, nearMissLine } from '../pattern/example.js';
import { unlessOwnText } from '../pattern/own-text.js';
import type { HyperPodRule } from './read-rule.js';

/** FAULTED: the line alone says that the job has failed. */
export function faultRule(rule: HyperPodRule, name: string, pattern: string): { [key: string]: Json } {
  const [line, near] = [exampleLine(pattern), nearMissLine(pattern)];
  return {
    name,
    description: `FAULTED by the rule ${rule.name} of HyperPod.`,
    pattern,
    ...unlessOwnText(pattern),
    state: { class_name: 'CrashState' },
    metadata: { error_type: 'log_fault', severity: 'fatal' },
    remedy: `The line is a fault by the rule ${name}; look what the job printed before it.`,
    ...(line === undefined
      ? {}
      : { tests: [{ log: line, expect: {} }, ...(near === undefined ? [] : [{ log: near, expect: 'none' }])] }),
  };
}
