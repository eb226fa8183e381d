const SHORT: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** What the escape at `at` stands for. */
export function escapeAt(line: string, at: number): { readonly text: string; readonly end: number } | undefined {
  const char = line[at + 1] ?? '';
  if (char !== 'u') return Object.hasOwn(SHORT, char) ? { text: SHORT[char]!, end: at + 2 } : undefined;
  const code = hex(line.slice(at + 2, at + 6));
  return code === undefined ? undefined : { text: String.fromCharCode(code), end: at + 6 };
}

function hex(digits: string): number | undefined {
  if (digits.length !== 4) return undefined;
  for (const char of digits) if (!'0123456789abcdefABCDEF'.includes(char)) return undefined;
  return Number.parseInt(digits, 16);
}

/** A number as JSON has it. */
export function isNumber(text: string): boolean {
  const run = (from: number) => {
    let at = from;
    while (at < text.length && text[at]! >= '0' && text[at]! <= '9') at += 1;
    return at;
  };
  const start = text[0] === '-' ? 1 : 0;
  let at = run(start);
  if (at === start || (text[start] === '0' && at > start + 1)) return false;
  if (text[at] === '.') {
    const end = run(at + 1);
    if (end === at + 1) return false;
    at = end;
  }
  if (text[at] === 'e' || text[at] === 'E') {
    const digits = text[at + 1] === '+' || text[at + 1] === '-' ? at + 2 : at + 1;
    const end = run(digits);
    if (end === digits) return false;
    at = end;
  }
  return at === text.length;
}
