import { isDeepStrictEqual } from 'node:util';
import { type Monitor, nearMiss, type Rule } from '@sigwatch/core';
import { fromHere, placeOf } from '../place.js';
import { whyNot } from '../why-not.js';
import { type Course, type Hit, placeKey } from './course.js';
import type { Side } from './side.js';

/** One cause of a difference, in words and for programs. */
export interface Reason {
  readonly kind: 'only_base_hits' | 'only_head_hits' | 'rule_changed' | 'steps' | 'policy';
  readonly text: string;
  readonly rule?: string;
  readonly place?: string;
  /** Where it hits first. */
  readonly line?: string;
  readonly log_text?: string;
  readonly because?: string;
}

/** Why two sides differ: which rules hit other lines, which ones mean something else, and who decides. */
export function reasonsOf(base: Side, head: Side, was: Course, is: Course): readonly Reason[] {
  const rules = [...hitChanges(base, head, was, is), ...hitChanges(head, base, is, was)];
  const meanings = meaningChanges(base.monitor, head.monitor, [...was.hits.values(), ...is.hits.values()]);
  const steps: Reason[] =
    was.steps === is.steps
      ? []
      : [{ kind: 'steps', text: `base sees ${times(was.steps, 'step')}, head ${times(is.steps, 'step')}` }];
  return [...rules, ...meanings, ...steps, ...policyChange(base, head, rules.length + meanings.length === 0)];
}

/** Rules that hit lines on `one` side which they do not hit on the other, each with its first. */
function hitChanges(one: Side, other: Side, mine: Course, theirs: Course): readonly Reason[] {
  const only = [...mine.hits.values()].filter((hit) => !theirs.hits.has(placeKey(hit)));
  const first = new Map<string, Hit>();
  for (const hit of only) if (!first.has(hit.rule)) first.set(hit.rule, hit);
  return [...first.values()].map((hit) => {
    const { rule, source, line, text } = hit;
    const count = only.filter((each) => each.rule === rule).length;
    const at = line > 0 ? `${fromHere(source)}:${line}` : undefined;
    const because = whyOnly(hit, one, other, theirs);
    const place = placeOf(one.monitor.origins.get(rule));
    return {
      kind: `only_${one.name}_hits`,
      text: `only ${one.name}: ${rule}${place === '' ? '' : ` (${place})`}${count > 1 ? ` ${count} times, first` : ''}${at === undefined ? '' : ` at ${at}`}`,
      ...{ rule, place, log_text: text },
      ...(at === undefined ? {} : { line: at }),
      ...(because === undefined ? {} : { because }),
    };
  });
}

function whyOnly({ rule, source, line, text }: Hit, one: Side, other: Side, theirs: Course): string | undefined {
  if (line === 0) return undefined;
  const there = other.monitor.rules.find(({ name }) => name === rule);
  const taken = [...theirs.hits.values()].filter((hit) => hit.source === source && hit.line === line);
  const instead = taken.filter((hit) => !one.monitor.rules.some(({ name }) => name === hit.rule));
  const others = (instead.length > 0 ? instead : taken).map((hit) => hit.rule).join(', ');
  const also = others === '' ? '' : `; there the line is one of ${others}`;
  if (there === undefined) return `${other.name} has no such rule${also}`;
  const near = there.pattern === undefined ? undefined : nearMiss(there, text);
  if (near !== undefined) return `in ${other.name} ${whyNot(near)}${also}`;
  if (others !== '') return `in ${other.name} the line is one of ${others}`;
  const here = one.monitor.rules.find(({ name }) => name === rule);
  if (there.pattern !== here?.pattern) return `in ${other.name} its pattern is ${there.pattern}`;
  return `in ${other.name} another rule or its block took the line over`;
}

const MEANING = [
  ...(['kind', 'mode', 'error_type', 'subsystem', 'severity', 'symptom_of', 'latent', 'platform', 'lasting'] as const),
  ...(['suffices', 'terminates', 'when'] as const),
];

/** Rules that hit, and of which the two sides say something else. */
function meaningChanges(base: Monitor, head: Monitor, hits: readonly Hit[]): readonly Reason[] {
  const names = [...new Set(hits.map(({ rule }) => rule))];
  return names.flatMap((name): Reason[] => {
    const [was, is] = [base, head].map(({ rules }) => rules.find((rule) => rule.name === name));
    if (was === undefined || is === undefined) return [];
    const keys = MEANING.filter((key) => !isDeepStrictEqual(was[key], is[key]));
    if (keys.length === 0) return [];
    const changed = keys.map((key) => `${key} ${shown(was, key)} → ${shown(is, key)}`).join(', ');
    const place = placeOf(head.origins.get(name));
    return [{ kind: 'rule_changed', text: `${name} (${place}): ${changed}`, rule: name, place }];
  });
}

/** Told where the policies are not the same, and where nothing else can be the cause. */
function policyChange(base: Side, head: Side, alone: boolean): readonly Reason[] {
  const [was, is] = [base.policy, head.policy];
  if (isDeepStrictEqual(was?.policies, is?.policies)) return [];
  const name = (policy: Side['policy']) =>
    policy === undefined ? 'nobody' : `${policy.name} (${fromHere(policy.file)})`;
  const text = `base is decided by ${name(was)}, head by ${name(is)}`;
  return [{ kind: 'policy', text: alone ? `the same rules hit the same lines; ${text}` : text }];
}

const shown = (rule: Rule, key: (typeof MEANING)[number]): string => JSON.stringify(rule[key]) ?? 'none';
const times = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
