/** As one word for a POSIX shell, whatever stands in it. NUL can't be in an argument at all. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/**
 * The words as a program gets them that joins its arguments with blanks and hands them to the login shell of the other
 * side, as ssh does, so many times. That shell may be any (csh and fish read quotes and line ends in ways of their own),
 * so it is shown only letters, digits and `\0ooo`, and a POSIX shell makes the words of that.
 */
export function throughShells(words: readonly string[], shells: number): readonly string[] {
  if (shells === 0) return words;
  // Each further shell hands the words on to the next one: `ssh a ssh b`.
  if (shells > 1) return throughShells(words, shells - 1).map(quoted);
  const text = `exec ${words.map(quoted).join(' ')}`;
  return ['sh', '-c', `'eval "$(printf %b "$1")"'`, 'sh', `'${octal(text)}'`];
}

const PLAIN = /[A-Za-z0-9 _./:=,@+-]/;

/** As `printf %b` reads it; only `\0ooo` is special in it. */
export function octal(text: string): string {
  let out = '';
  for (const byte of Buffer.from(text, 'utf8')) {
    const character = String.fromCharCode(byte);
    out += PLAIN.test(character) ? character : `\\0${byte.toString(8).padStart(3, '0')}`;
  }
  return out;
}
