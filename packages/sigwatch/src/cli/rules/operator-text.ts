import type { Json, Rule } from '@sigwatch/core';

/** What the operator of a rule is given beside the rule's own hits, as YAML has it; undefined where that is nothing. */
export function inputText({ when }: Rule): string | undefined {
  const selectors = when?.inputs.input;
  if (selectors === undefined) return undefined;
  return selectors.map((one) => (isName(one) ? String(one.signal) : flow(one as Json))).join(', ');
}

/** What `when` of a rule asks for, as YAML has it on one line. */
export function whenText({ when }: Rule): string | undefined {
  if (when === undefined) return undefined;
  const { class_name, ...settings } = when.operator;
  // The keys of a built-in operator name it.
  const named = BUILT_IN.has(class_name) ? settings : { class_name, ...settings };
  const throttle = when.throttle === undefined ? {} : { throttle: `${when.throttle / 1000}s` };
  const message = when.message === undefined ? {} : { message: when.message };
  return flow({ ...named, ...throttle, ...message } as Json);
}

const BUILT_IN: ReadonlySet<string> = new Set(
  ['Count', 'Absent', 'Value', 'Sequence', 'Every'].map((name) => `${name}Operator`),
);

const isName = (selector: object): boolean => Object.keys(selector).join() === 'signal';

function flow(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).flatMap(([key, one]) => (one === undefined ? [] : [`${key}: ${flow(one)}`]));
    return `{ ${entries.join(', ')} }`;
  }
  return typeof value === 'string' && !/^[\w./ -]+$/.test(value) ? `'${value.replaceAll("'", "''")}'` : String(value);
}
