import type { Rule } from '../../contract.js';
import { nodeFileSystem } from '../../source/file-system.js';
import type { PlainFile } from '../../source/plain-file.js';
import { lazily } from '../lazily.js';
import type { Hit, Matcher } from '../types.js';
import { type Joined, RangeJoin } from './join-ranges.js';
import { planRanges } from './range-plan.js';
import type { RangeThreads } from './range-threads.js';
import { type RangeSearch, searchAgain, searchFile, tellHits } from './search-range.js';

export interface FilesScan {
  readonly files: readonly PlainFile[];
  readonly rules: readonly Rule[];
  /** Makes that of these rules, which is asked for while other threads make theirs. */
  readonly matcher: () => Matcher;
  /** Of which rules hits are told, and not just counted. */
  readonly isShown: (rule: Rule) => boolean;
  /** As long as a line may be, in bytes; of a longer one the head is searched. */
  readonly longest: number;
  /** How much a thread reads at a time, and how much it takes upon itself at a time, in bytes. */
  readonly piece?: number;
  readonly range?: number;
}

/** What was found in a part of a file. The last one of each file says how it ended. */
export interface FilePart extends Joined {
  /** The place of the file. */
  readonly file: number;
}

/** What a core's cache of its own holds beside the tables. */
const PIECE = 2 ** 19;
const RANGE = 2 ** 22;

/**
 * What rules hit in files, in the order of the files and of their lines: the same as with one thread. Stops the threads,
 * and closes the files, at its end.
 */
export async function* scanFiles(scan: FilesScan, threads: RangeThreads): AsyncGenerator<FilePart, void> {
  const { files, rules, isShown, longest, piece = PIECE, range = RANGE } = scan;
  const tasks = planRanges(files, range);
  const shown = rules.map(isShown);
  const search = lazily((): RangeSearch => {
    const matcher = scan.matcher();
    return { matcher, into: matcher.room(longest), piece, shown };
  });
  const fileOf = (place: number) => files[place] as PlainFile;
  let joining: RangeJoin | undefined;
  let next = 0;
  try {
    const work = { rules, shown, files, tasks, longest, piece };
    const found = threads.search(work, (task) => task.map((one) => searchFile(search(), fileOf(one.file), one)));
    for await (const ranges of found) {
      for (const [index, { file, from, to }] of (tasks[next] ?? []).entries()) {
        if (from === 0) joining = new RangeJoin(rules, (...part) => searchAgain(search(), fileOf(file), ...part));
        const range = ranges[index];
        if (joining === undefined || range === undefined) continue;
        const joined = joining.take(range);
        if (joined.how === 'on' && to !== Number.POSITIVE_INFINITY) yield { file, ...joined };
        else {
          yield { file, ...withOpen(joined, joining.flush(scan.matcher()), shown) };
          joining = undefined;
        }
      }
      next += 1;
    }
  } finally {
    await threads[Symbol.asyncDispose]();
    for (const { fd } of files) if (fd !== undefined) nodeFileSystem.close(fd);
  }
}

/** With the blocks that were open at the end of the file. */
function withOpen(joined: Joined, open: readonly Hit[], shown: readonly boolean[]): Joined {
  const hits = [...joined.hits, ...open.filter(({ order }) => shown[order])];
  const counts = [...joined.counts, ...tellHits(open, shown).counts];
  return { ...joined, hits, counts, how: joined.how === 'on' ? 'ended' : joined.how };
}
