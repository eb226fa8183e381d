/** Of POSIX's classes, what stands between the brackets in Python. @type {Readonly<Record<string, string>>} */
const POSIX = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7f',
  blank: '\\t ',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-/:-@\\[-`{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};
const COUNT = /^\{\d+(?:,\d*)?\}/;

/**
 * A pattern of RE2 in the syntax of Python's `re`, for lines that are text and with `re.ASCII`, where both match the same
 * lines. Flags within a pattern hold to the end of their group in RE2, over its `|` too, and only in front of all in Python,
 * so that they become groups of their own.
 *
 * @param {string} pattern
 * @param {string} [flags] of the whole pattern
 * @throws Error for what Python has no form for
 */
export function pythonSyntax(pattern, flags = '') {
  const unknown = (/** @type {string} */ text) => new Error(`Python has no form for ${text}`);
  let out = '';
  let at = 0;
  /** Of each group that is open, the head of those that stand for its flags. @type {string[][]} */
  const open = [[]];
  const heads = () => /** @type {string[]} */ (open.at(-1));
  const turn = (/** @type {string} */ switches) => {
    if (/[^ims-]/.test(switches)) throw unknown(`(?${switches})`);
    // Of a single line nothing changes by `m`, which Python's `$` would not bear alike.
    const kept = switches.replaceAll('m', '').replace(/-$/, '');
    if (kept === '') return;
    heads().push(`(?${kept}:`);
    out += `(?${kept}:`;
  };
  turn(flags);
  while (at < pattern.length) {
    const rest = pattern.slice(at);
    const char = rest[0] ?? '';
    if (rest.startsWith('\\Q')) {
      const end = rest.indexOf('\\E');
      const text = rest.slice(2, end < 0 ? undefined : end);
      out += [...text].map(literal).join('');
      at += end < 0 ? rest.length : end + 2;
    } else if (char === '\\') {
      const [text, length] = escaped(rest);
      out += text;
      at += length;
    } else if (char === '[') {
      const [text, length] = bracket(rest);
      out += text;
      at += length;
    } else if (char === '(') {
      const head = /^\((?:\?(?:P?<\w+>|[a-zA-Z-]*[:)]))?/.exec(rest)?.[0] ?? '(';
      const switches = /^\(\?([a-zA-Z-]*)([:)])$/.exec(head);
      if (head === '(' && rest[1] === '?') throw unknown(rest.slice(0, 4));
      at += head.length;
      if (switches?.[2] === ')') {
        turn(switches[1] ?? '');
        continue;
      }
      open.push([]);
      // The names tell nobody anything, and RE2 knows two forms of them.
      out += head === '(' || head.endsWith('>') ? '(' : '(?:';
      turn(switches?.[1] ?? '');
    } else if (char === '|') {
      out += `${')'.repeat(heads().length)}|${heads().join('')}`;
      at += 1;
    } else if (char === ')') {
      out += `${')'.repeat(heads().length)})`;
      if (open.length > 1) open.pop();
      at += 1;
    } else if (char === '$') {
      // Python's own would match before the last line feed.
      out += '\\Z';
      at += 1;
    } else {
      const count = char === '{' ? COUNT.exec(rest)?.[0] : undefined;
      out += count ?? ('{}#'.includes(char) ? `\\${char}` : char);
      at += count?.length ?? char.length;
    }
  }
  return out + ')'.repeat(heads().length);
}

/** @param {string} char */
const literal = (char) => (/[\w\s]|[^\x00-\x7f]/.test(char) ? char : `\\${char}`);

/** The escape that a text begins with, and its length. @param {string} rest @returns {readonly [string, number]} */
function escaped(rest) {
  const code = /^\\x(?:\{([0-9A-Fa-f]+)\}|([0-9A-Fa-f]{2}))/.exec(rest);
  if (code) return [codePoint(Number.parseInt(code[1] ?? code[2] ?? '', 16)), code[0].length];
  const octal = /^\\(?:[1-7][0-7]{1,2}|0[0-7]{0,2})/.exec(rest)?.[0];
  if (octal) return [codePoint(Number.parseInt(octal.slice(1), 8)), octal.length];
  const letter = rest[1] ?? '';
  if (letter === 'z') return ['\\Z', 2];
  if (/[pPCQEX1-9]/.test(letter)) throw new Error(`Python has no form for \\${letter}`);
  // What RE2 takes for itself, Python may take for something else, such as `\_`.
  if (letter === '_') return ['_', 2];
  return [rest.slice(0, 2), 2];
}

/** @param {number} code */
const codePoint = (code) => `\\U${code.toString(16).padStart(8, '0')}`;

/** The class that a text begins with, and its length. @param {string} rest @returns {readonly [string, number]} */
function bracket(rest) {
  let at = rest[1] === '^' ? 2 : 1;
  let out = rest.slice(0, at);
  for (let first = true; first || rest[at] !== ']'; first = false) {
    if (at >= rest.length) throw new Error(`a class without its end: ${rest}`);
    const named = /^\[:(\^?)(\w+):\]/.exec(rest.slice(at));
    if (named) {
      const members = POSIX[named[2] ?? ''];
      if (named[1] === '^' || members === undefined) throw new Error(`Python has no form for ${named[0]}`);
      out += members;
      at += named[0].length;
    } else if (rest[at] === '\\') {
      const [text, length] = escaped(rest.slice(at));
      out += text === '\\Z' ? 'z' : text;
      at += length;
    } else {
      const char = rest[at] ?? '';
      // Python warns of what may once stand for sets of sets.
      out += '[]&~|'.includes(char) ? `\\${char}` : char;
      at += 1;
    }
  }
  return [`${out}]`, at + 1];
}
