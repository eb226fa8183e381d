import type { Fields } from '../contract.js';
import type { CompiledRule } from './compile-rule.js';
import { fieldsOf } from './extraction.js';

/** A line as RE2 may see it, and where its own bytes are. */
export interface FramedLine {
  /** Normalised: every byte is valid UTF-8. */
  readonly seen: Buffer;
  readonly original: Buffer;
  readonly start: number;
  readonly end: number;
  /** The whole chunk is valid UTF-8, so `seen` is what the log says. */
  readonly valid: boolean;
}

/**
 * The fields of a rule that RE2 says matches the line, or undefined when it is no hit after all: `unless` matches as
 * well, or a dissect pattern does not fit from left to right.
 */
export function readFields(compiled: CompiledRule, line: FramedLine): Fields | undefined {
  if (compiled.unless?.().test(line.seen)) return undefined;
  const { extraction, dissect } = compiled;
  if (dissect) {
    const text = line.original.toString('utf8', line.start, line.end);
    const values = dissect.read(text);
    return values && fieldsOf(extraction.plan, (group) => (typeof group === 'string' ? values.get(group) : text));
  }
  if (extraction.plan.length === 0) return {};
  if (line.valid) {
    const found = extraction.captures()(line.seen.toString());
    return found ? fieldsOf(extraction.plan, (group) => found[group as number]) : {};
  }
  // Captures are cut from the log's own bytes, so that a torn character shows as U+FFFD and not as what replaced it.
  const found = extraction.positions().exec(line.seen) as unknown as {
    indices: ([number, number] | undefined)[];
  } | null;
  return fieldsOf(extraction.plan, (group) => {
    const span = found?.indices[group as number];
    return span && line.original.toString('utf8', line.start + span[0], line.start + span[1]);
  });
}
