import { codeOf, inBrackets, keyword } from './python-text.js';

/** A function of a script, and how often Modal tries it again by itself. */
export interface ScriptRetries {
  /** Of the function or the class. */
  readonly name: string;
  readonly retries: number;
  /** Where the decorator stands (1-based). */
  readonly line: number;
}

/** `@app.function(…)` and `@app.cls(…)`, whatever the app is called. */
const DECORATOR = /^[ \t]*@[A-Za-z_]\w*\.(?:function|cls)[ \t]*\(/gm;
/** What is decorated stands behind further decorators. */
const DECORATED = /^[ \t]*(?:async[ \t]+def|def|class)[ \t]+([A-Za-z_]\w*)/m;

/**
 * What a script of Modal says of `retries`, as far as its text tells: whole numbers, `modal.Retries(max_retries=N)`, and
 * names that are given one of them. What is worked out only when it runs is left out. `target` is what stands behind
 * `FILE::`: a function, or `Class.method`; of one that is none of them (a local entrypoint) all functions count. Pure.
 */
export function scriptRetries(text: string, target?: string): readonly ScriptRetries[] {
  const code = codeOf(text);
  const all = [...code.matchAll(DECORATOR)].flatMap((match) => {
    const open = match.index + match[0].length - 1;
    const args = inBrackets(code, open);
    const name = args === undefined ? undefined : DECORATED.exec(code.slice(open + args.length + 2))?.[1];
    if (args === undefined || name === undefined) return [];
    const retries = numberOf(keyword(args, 'retries'), code) ?? 0;
    return [{ name, retries, line: code.slice(0, match.index).split('\n').length }];
  });
  const own = all.filter(({ name }) => name === target?.split('.', 1)[0]);
  return (own.length > 0 ? own : all).filter(({ retries }) => retries > 0);
}

function numberOf(value: string | undefined, code: string, depth = 0): number | undefined {
  if (value === undefined || depth > 3) return undefined;
  if (/^\d{1,4}$/.test(value)) return Number(value);
  const made = /^(?:modal\.)?Retries\s*\(/.exec(value);
  if (made !== null)
    return numberOf(keyword(inBrackets(value, made[0].length - 1) ?? '', 'max_retries'), code, depth + 1);
  if (!/^[A-Za-z_]\w*$/.test(value)) return undefined;
  const given = new RegExp(`^${value}[ \\t]*(?::[^=\\n]*)?=(?!=)[ \\t]*`, 'm').exec(code);
  if (given === null) return undefined;
  const rest = code.slice(given.index + given[0].length);
  const call = /^(?:modal\.)?Retries\s*\(/.exec(rest);
  const whole = call === null ? /^\S*/.exec(rest)?.[0] : `${call[0]}${inBrackets(rest, call[0].length - 1) ?? ''})`;
  return numberOf(whole, code, depth + 1);
}
