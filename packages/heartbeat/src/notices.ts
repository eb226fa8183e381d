import { files } from './answers.js';
import { sampleOf } from './clocks.js';
import type { Memory, Seen } from './memory.js';

type Beating = Seen<{
  readonly updated: number | null;
  readonly problem: string | null;
  readonly missing: readonly string[];
}>;

/** Files that stay broken for so many looks are told of. */
const LOOKS = 2;
/** A skew (ms) that people should know of. */
const SKEW = 120_000;

/** What people should be told of the files themselves, once each. */
export function noticesOf(memory: Memory): Memory['notices'] {
  const all = [
    ...ofFile('metadata', memory.metadata),
    ...ofFile('progress', memory.progress),
    ...ofClock(memory.writer, memory.ours),
  ];
  const { said } = memory.notices;
  const fresh = all.filter(([key]) => !said.includes(key));
  return { said: [...said, ...fresh.map(([key]) => key)], fresh: fresh.map(([, sentence]) => sentence) };
}

type Said = readonly [key: string, sentence: string];

function* ofFile(name: 'metadata' | 'progress', seen: Beating | null): Generator<Said> {
  if (seen === null || seen.gone) return;
  const { content, modified } = seen;
  const file = files[name];
  if (content.problem !== null) {
    if (seen.broken >= LOOKS)
      yield [`${name} broken`, `${file} can't be read: ${content.problem}. Only when it was written counts now.`];
    return;
  }
  if (content.missing.length > 0) yield [`${name} lacks`, `${file} does not tell ${listed(content.missing)}.`];
  if (content.updated !== null && sampleOf(modified, content.updated).kind === 'nonsense')
    yield [`${name} time`, `The time in ${file} can't be right: when it was uploaded counts instead.`];
}

function* ofClock(writer: number | null, ours: number | null): Generator<Said> {
  if (writer !== null && Math.abs(writer) > SKEW)
    yield [
      'writer’s clock',
      `The clock of who writes the heartbeats is ${apart(writer)} the store's; ages are corrected by it.`,
    ];
  if (ours !== null && Math.abs(ours) > SKEW)
    yield ['our clock', `The store's clock is ${apart(ours)} the clock of this machine; ages are corrected by it.`];
}

const apart = (by: number): string => `${Math.round(Math.abs(by) / 60_000)} minutes ${by > 0 ? 'behind' : 'ahead of'}`;

const listed = (names: readonly string[]): string =>
  names.length < 2 ? `${names[0]}` : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
