/**
 * A command line for the POSIX shell that Ray gives the entrypoint to: each argument arrives as it is, whatever stands in
 * it. Who wants a shell writes one: `sh -c '…'`. Throws for a NUL, which no argument can hold.
 */
export function entrypointOf(argv: readonly string[]): string {
  return argv.map((word, at) => (at === 0 && RESERVED.has(word) ? `'${word}'` : quoted(word))).join(' ');
}

/** Words that a shell takes for its own where a command begins. */
const RESERVED: ReadonlySet<string> = new Set(
  'if then elif else fi for in do done while until case esac select function time coproc'.split(' '),
);

/** What no shell reads anything into; a word with `=` could be an assignment, and `~` a home directory. */
const PLAIN = /^[A-Za-z0-9_@%+:,./-]+$/;

function quoted(word: string): string {
  if (word.includes('\0'))
    throw new Error('an argument of the command holds a NUL character, which no program can be given');
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
