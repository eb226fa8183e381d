import { compileRules, type Hit, hitsIn, type NearMiss, nearMiss, type Rule } from '@sigwatch/core';
import { jsonText } from '../../view/json-text.js';
import { sanitize } from '../../view/sanitize.js';
import { UsageError } from '../problem.js';
import { rulesTold } from '../setting.js';
import { consequenceOf } from './consequence.js';
import { whenText } from './operator-text.js';
import { fieldsText, placeOf, print } from './place.js';
import { whyNot } from './why-not.js';

type Options = Readonly<Record<string, unknown>>;
type Near = NearMiss & { readonly rule: Rule };

/** More would bury those that are really near. */
const NEAR_SHOWN = 5;

/** `sigwatch rules explain "LINE"` */
export async function verb(args: readonly string[], options: Options): Promise<number> {
  const text = args[0] === '-' ? await standardInput() : (args[0] as string);
  if (text.trim() === '') throw new UsageError('there is no line: give one in quotes, or - for standard input');
  const { monitor, policy } = rulesTold(options);
  const matcher = compileRules(monitor.rules);
  const hits = hitsIn(matcher, Buffer.from(`${text}\n`));
  const hit = new Set(hits.map(({ rule }) => rule.name));
  const near = nearOnes(
    monitor.rules.filter(({ name }) => !hit.has(name)),
    text,
  );
  const follows = hits.length > 0 ? await consequenceOf(text, monitor, policy) : undefined;
  const place = ({ name }: Rule) => placeOf(monitor.origins.get(ownerOf(name)));

  if (options.format === 'jsonl') {
    const matches = hits.map(({ rule, fields }) => ({ ...named(rule), place: place(rule), fields }));
    const nearly = near.map(({ rule, ...why }) => ({ ...named(rule), place: place(rule), ...why }));
    print([jsonText({ matches, nearly, follows: follows?.data })]);
  } else
    print([
      ...(hits.length === 0 ? ['No rule matches.'] : ['Matches, in order of precedence:']),
      ...hits.flatMap((one, index) => hitText(one, index + 1, place(one.rule))),
      ...(near.length === 0 ? [] : ['Nearly:']),
      ...near.map((one) => `  ${ownerOf(one.rule.name)} (${place(one.rule)}): ${sanitize(whyNot(one))}`),
      ...(hits.length === 0 && near.length === 0 ? ['No rule is near either; a rule of your own would tell it.'] : []),
      ...(follows === undefined ? [] : [`What follows: ${follows.text}`]),
    ]);
  return hits.length > 0 ? 0 : 1;
}

function nearOnes(rules: readonly Rule[], text: string): readonly Near[] {
  const lines = text.split('\n');
  const weight = (near: Near) => (near.kind === 'part' ? near.has.length : Number.POSITIVE_INFINITY);
  return rules
    .flatMap((rule): Near[] => {
      const near = lines.map((line) => nearMiss(rule, line)).find((one) => one !== undefined);
      return near === undefined ? [] : [{ ...near, rule }];
    })
    .sort((a, b) => (weight(a) === weight(b) ? 0 : weight(b) - weight(a)))
    .slice(0, NEAR_SHOWN);
}

const named = ({ name, kind, error_type, severity }: Rule) => ({ name: ownerOf(name), kind, error_type, severity });

function hitText({ rule, fields }: Hit, number: number, place: string): string[] {
  const found = fieldsText(fields);
  return [
    `  ${number}. ${ownerOf(rule.name)} (${place}): ${meaning(rule)}`,
    ...(found === '' ? [] : [`     ${found}`]),
  ];
}

/** A pattern in the input of a rule belongs to that rule: its own name is `RULE/when/stop_on`. */
const ownerOf = (name: string): string => name.split('/', 1)[0] as string;

function meaning(rule: Rule): string {
  if (rule.internal) return `what it takes as \`${rule.name.split('/').slice(1).join('.')}\``;
  const meant = meaningOf(rule);
  return rule.when === undefined || rule.when.inputs.input !== undefined ? meant : `${meant}, when ${whenText(rule)}`;
}

function meaningOf({ kind, error_type, symptom_of }: Rule): string {
  if (kind !== 'error') return error_type === undefined ? kind : `${kind}, ${error_type}`;
  const name = error_type ?? kind;
  if (symptom_of.includes('*')) return `${name}, a consequence of whatever else is in the incident`;
  const more = symptom_of.length > 3 ? ' …' : '';
  return symptom_of.length === 0 ? name : `${name}, a consequence of ${symptom_of.slice(0, 3).join(', ')}${more}`;
}

async function standardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString().trimEnd();
}
