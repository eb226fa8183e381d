import RE2 from 're2';

/** Answers which of many patterns match a line, in one pass where RE2's memory allows it. */
export interface RuleSet {
  /** Indices of the patterns that match, in no particular order. */
  match(line: Buffer): number[];
  /** Whether any matches. */
  test(bytes: Buffer): boolean;
}

/**
 * Compiles the patterns into one set. Where RE2 has not the memory for it, at once or while it matches, the set is
 * split in two, down to single patterns, and `note` is told. Throws when a pattern does not compile on its own.
 */
export function createRuleSet(patterns: readonly string[], note: (text: string) => void): RuleSet {
  if (patterns.length === 0) return { match: () => [], test: () => false };
  if (patterns.length === 1) return single(patterns[0]!);
  let parts: readonly [RuleSet, RuleSet] | undefined;
  const half = patterns.length >> 1;
  const split = (why: unknown): readonly [RuleSet, RuleSet] => {
    const reason = why instanceof Error ? why.message : String(why);
    // One note tells it all: what the halves do further down is silent.
    const quiet = () => {};
    parts = [createRuleSet(patterns.slice(0, half), quiet), createRuleSet(patterns.slice(half), quiet)];
    note(`${patterns.length} patterns are too much for one RE2 set and run as several, which is slower: ${reason}`);
    return parts;
  };
  const set = trySet(patterns, split);
  const matchParts = ([left, right]: readonly [RuleSet, RuleSet], line: Buffer) => [
    ...left.match(line),
    ...right.match(line).map((index) => index + half),
  ];
  const testParts = ([left, right]: readonly [RuleSet, RuleSet], bytes: Buffer) =>
    left.test(bytes) || right.test(bytes);
  return {
    match(line) {
      if (parts) return matchParts(parts, line);
      try {
        return set!.match(line);
      } catch (error) {
        return matchParts(split(error), line);
      }
    },
    test(bytes) {
      if (parts) return testParts(parts, bytes);
      try {
        return set!.test(bytes);
      } catch (error) {
        return testParts(split(error), bytes);
      }
    },
  };
}

function trySet(patterns: readonly string[], failed: (error: unknown) => void): RE2Set | undefined {
  try {
    return new RE2.Set([...patterns], 'u');
  } catch (error) {
    failed(error);
    return undefined;
  }
}

type RE2Set = InstanceType<typeof RE2.Set>;

function single(pattern: string): RuleSet {
  const compiled = new RE2(pattern, 'u');
  const test = (bytes: Buffer) => compiled.test(bytes);
  return { match: (line) => (test(line) ? [0] : []), test };
}
