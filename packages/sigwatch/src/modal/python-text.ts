const QUOTES = ['"""', "'''", '"', "'"] as const;

/**
 * Python text with every letter of its strings and comments made a blank: what is left is code, at the same places and on
 * the same lines. A quote that is never closed ends with its line, or with the text where it is a triple one.
 */
export function codeOf(text: string): string {
  let code = '';
  let i = 0;
  while (i < text.length) {
    const quote = QUOTES.find((one) => text.startsWith(one, i));
    const end = text[i] === '#' ? lineEnd(text, i) : quote === undefined ? undefined : stringEnd(text, i, quote);
    if (end === undefined) code += text[i++];
    else {
      code += blanks(text.slice(i, end));
      i = end;
    }
  }
  return code;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function stringEnd(text: string, from: number, quote: string): number {
  for (let i = from + quote.length; i < text.length; i++) {
    if (text[i] === '\\') i += 1;
    else if (text.startsWith(quote, i)) return i + quote.length;
    else if (text[i] === '\n' && quote.length === 1) return i;
  }
  return text.length;
}

const blanks = (text: string): string => text.replace(/[^\n]/g, ' ');

/** What stands in the brackets that open at `from`, without them; undefined where they are not closed. */
export function inBrackets(code: string, from: number): string | undefined {
  let depth = 0;
  for (let i = from; i < code.length; i++) {
    if ('([{'.includes(code[i] as string)) depth += 1;
    else if (')]}'.includes(code[i] as string)) depth -= 1;
    if (depth === 0) return code.slice(from + 1, i);
  }
  return undefined;
}

/** The value of a keyword argument among arguments, as it is written; undefined where there is none of this name. */
export function keyword(args: string, name: string): string | undefined {
  const found = splitTop(args).find((part) => new RegExp(`^\\s*${name}\\s*=(?!=)`).test(part));
  return found?.slice(found.indexOf('=') + 1).trim();
}

/** Split at the commas that stand in no bracket. */
function splitTop(args: string): readonly string[] {
  const parts = [''];
  let depth = 0;
  for (const char of args) {
    if ('([{'.includes(char)) depth += 1;
    else if (')]}'.includes(char)) depth -= 1;
    if (char === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += char;
  }
  return parts;
}
