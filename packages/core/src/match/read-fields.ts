import type { Fields } from '../contract.js';
import type { CompiledRule } from './compile-rule.js';
import { fieldsOf } from './extraction.js';
import type { ReadableLine } from './line-reader.js';

/** A line as RE2 may see it, and where its own bytes are. */
export class FramedLine implements ReadableLine {
  #made: Map<string, unknown> | undefined;
  #text: string | undefined;

  /** `seen` is normalised: every byte is valid UTF-8. `valid`: the whole chunk is, so `seen` is what the log says. */
  constructor(
    readonly seen: Buffer,
    readonly original: Buffer,
    readonly start: number,
    readonly end: number,
    readonly valid: boolean,
  ) {}

  get text(): string {
    this.#text ??= this.original.toString('utf8', this.start, this.end);
    return this.#text;
  }

  once<T>(key: string, make: (text: string) => T): T {
    this.#made ??= new Map();
    if (!this.#made.has(key)) this.#made.set(key, make(this.text));
    return this.#made.get(key) as T;
  }
}

/**
 * The fields of a rule that RE2 says matches the line, or undefined when it is no hit after all: `unless` matches as
 * well, or the rule's reader does not understand the line.
 */
export function readFields(compiled: CompiledRule, line: FramedLine): Fields | undefined {
  if (compiled.unless?.().test(line.seen)) return undefined;
  const { extraction, reader } = compiled;
  if (reader) {
    const values = reader.read(line);
    return values && fieldsOf(extraction.plan, values);
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
