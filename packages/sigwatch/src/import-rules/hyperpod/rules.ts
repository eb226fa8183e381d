import type { Json } from '@sigwatch/core';
import type { RuleNames } from '../names.js';
import { fromPythonMatch } from '../pattern/translate.js';
import type { Found, Reader } from '../reader.js';
import type { RuleDraft } from '../types.js';
import { usable } from '../usable.js';
import { faultRule } from './fault.js';
import { hangRule } from './hang.js';
import type { HyperPodRule } from './read-rule.js';
import { slowRule } from './slow.js';

/**
 * The rules that one of HyperPod becomes: one for each state that it can come to (FAULTED, HANGING, SLOW), since a rule
 * here says one thing.
 */
export function rulesOf(reader: Reader, given: HyperPodRule, names: RuleNames): readonly RuleDraft[] {
  const rule = withoutNothing(reader, given);
  const from = `Line ${reader.line(rule.path)}: ${rule.name}.`;
  const [plain, metric] = [fromPythonMatch(rule.pattern, false), fromPythonMatch(rule.pattern, true)];
  const path = [...rule.path, 'logPattern'];
  if (!usable(reader, path, plain, `the rule \`${rule.name}\` was left out`))
    return [{ comments: [`${from} Left out, since RE2 can't use its pattern: ${rule.pattern}`] }];

  const made: { [key: string]: Json }[] = [];
  const name = (end: string) => names.take(made.length === 0 ? rule.name : `${rule.name}_${end}`);
  if (rule.fault !== undefined) made.push(faultRule(rule, name('fault'), plain));
  // Before its first match a rule for faults can hang; after it the job is restarted.
  const hang: HyperPodRule = rule.fault === undefined ? rule : withoutAgain(rule);
  if (hang.start !== undefined || hang.again !== undefined) made.push(hangRule(reader, hang, name('hang'), plain));
  if (rule.metric !== undefined && rule.fault === undefined) made.push(slowRule(rule, name('slow'), metric));
  tellDifferences(reader, rule);
  if (made.length === 0)
    return [
      {
        comments: [`${from} It asks for nothing but the line, which changes nothing there either.`],
        rule: { name: name(''), pattern: plain, metadata: { kind: 'notice' } },
      },
    ];
  return made.map((one, i) => ({ comments: i === 0 ? [from] : [], rule: one }));
}

const withoutAgain = ({ again: _, ...rule }: HyperPodRule): HyperPodRule => rule;

/** Without times of no seconds, which would make a rule hang at once. */
function withoutNothing(reader: Reader, rule: HyperPodRule): HyperPodRule {
  const { start, again, ...rest } = rule;
  const kept = <T extends Found & { readonly seconds: number }>(one: T | undefined) => {
    if (one === undefined || one.seconds > 0) return one;
    reader.say('no_equivalent', one.path, 'nothing can be awaited for 0 seconds: left out', 'Give a time.', 'value');
    return undefined;
  };
  const [first, later] = [kept(start), kept(again)];
  return {
    ...rest,
    ...(first === undefined ? {} : { start: first }),
    ...(later === undefined ? {} : { again: later }),
  };
}

function tellDifferences(reader: Reader, rule: HyperPodRule): void {
  const { fault, again, metric, stop, metricKeys, path } = rule;
  const idleBecause = (one: Found, why: string) =>
    reader.say('no_equivalent', one.path, `\`${one.path.at(-1)}\` is without effect: ${why}`, 'It was left out.');
  if (fault !== undefined) {
    reader.say(
      'unlike_there',
      fault.path,
      `\`${rule.name}\` restarts at once there; here when the job has ended, falls silent, or makes no step any more`,
      'Steps that go on show that the line was no failure.',
    );
    if (again !== undefined) idleBecause(again, 'the first match is a fault already');
    for (const one of metricKeys) idleBecause(one, 'the first match is a fault already');
  } else if (metric === undefined)
    for (const one of metricKeys)
      idleBecause(one, 'HyperPod asks for a threshold, an operator and a group in the pattern');
  if (metric !== undefined && fault === undefined) {
    reader.say(
      'unlike_there',
      path,
      `\`${rule.name}\` restarts a job that is SLOW there; here the run is shown as degraded, and goes on`,
      'sigwatch restart RUN restarts it by hand.',
    );
    if (!Number.isInteger(metric.threshold))
      reader.say(
        'unlike_there',
        [...path, 'metricThreshold'],
        `HyperPod's agent cuts ${metric.threshold} to ${Math.trunc(metric.threshold)}; here it is ${metric.threshold}`,
        'Write what you mean.',
      );
  }
  const unstoppable = fault !== undefined ? 'a fault' : metric !== undefined ? 'a metric' : undefined;
  if (stop !== undefined && unstoppable !== undefined)
    reader.say(
      'no_equivalent',
      stop.path,
      `nothing ends a rule for ${unstoppable}: it stays active after \`stopPattern\``,
      'Put what must not be on its lines into `unless`.',
    );
}
