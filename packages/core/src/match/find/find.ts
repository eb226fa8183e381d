import type { CompiledRule } from '../compile-rule.js';
import { countLines } from '../count-lines.js';
import { lazily } from '../lazily.js';
import { normalise } from '../normalise.js';
import { LARGEST_CHUNK } from '../prefilter/room.js';
import { openScanner, type ScannerOptions } from '../prefilter/scanner.js';
import type { Found, FoundLine, Matcher } from '../types.js';
import { NeedleFinder } from './by-needles.js';
import { askFor, linesBySet } from './by-set.js';

const LF = 10;

/** Finds the lines that rules match: by the texts that they need, or where this machine can't, by RE2's sets alone. */
export function finderOf(
  compiled: readonly CompiledRule[],
  options: ScannerOptions,
  note: (text: string) => void,
): Pick<Matcher, 'find' | 'room'> {
  const bySet = lazily(() => setFinder(compiled, note));
  const scanner = openScanner(options);
  if (scanner === undefined) {
    const find = bySet();
    return {
      find,
      room: (bytes) => (options.shared ? Buffer.from(new SharedArrayBuffer(bytes)) : Buffer.allocUnsafe(bytes)),
    };
  }
  const finder = new NeedleFinder(compiled, scanner, note);
  return {
    room: (bytes) => finder.room(bytes),
    find: (chunk) =>
      chunk.length <= LARGEST_CHUNK
        ? finder.find(chunk)
        : inParts(chunk, (part) => (part.length <= LARGEST_CHUNK ? finder.find(part) : bySet()(part))),
  };
}

function setFinder(compiled: readonly CompiledRule[], note: (text: string) => void): (chunk: Buffer) => Found {
  const asked = askFor(compiled, [...compiled.keys()], note);
  return (chunk) => {
    const { bytes, valid } = normalise(chunk);
    const lines = asked === undefined ? [] : linesBySet(asked, compiled, chunk, bytes, valid);
    return { lines, count: countLines(chunk, 0, chunk.length) };
  };
}

/** Parts of whole lines, each as large as can be searched at once; only a longer line makes a larger one. */
function inParts(chunk: Buffer, find: (part: Buffer) => Found): Found {
  const lines: FoundLine[] = [];
  let count = 0;
  for (let from = 0; from < chunk.length; ) {
    const last = chunk.lastIndexOf(LF, Math.min(from + LARGEST_CHUNK, chunk.length) - 1);
    const ends = last >= from ? last : chunk.indexOf(LF, from);
    const to = from + LARGEST_CHUNK >= chunk.length || ends < 0 ? chunk.length : ends + 1;
    const found = find(chunk.subarray(from, to));
    for (const line of found.lines)
      lines.push({ ...line, start: line.start + from, end: line.end + from, before: line.before + count });
    count += found.count;
    from = to;
  }
  return { lines, count };
}
