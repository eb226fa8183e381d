import { bytesOf, type Members } from './members.js';
import { memberShare } from './share.js';

/** A byte has a bit for each. */
const MOST = 8;

/** For each set the number of a class, of which there are eight at most, that holds all of the set. */
export function classesOf(sets: Iterable<Members>): { classes: readonly Members[]; classOf: Map<Members, number> } {
  let groups = [...new Set(sets)].map((members) => ({ members, sets: [members] }));
  while (groups.length > MOST) {
    const [some, other] = cheapest(groups.map(({ members }) => members));
    const joined = {
      members: groups[some]!.members | groups[other]!.members,
      sets: [...groups[some]!.sets, ...groups[other]!.sets],
    };
    groups = [...groups.filter((_, index) => index !== some && index !== other), joined];
  }
  const classOf = new Map(groups.flatMap(({ sets }, index) => sets.map((members) => [members, index] as const)));
  return { classes: groups.map(({ members }) => members), classOf };
}

/** The two that have the fewest bytes in a log more when they are one. */
function cheapest(classes: readonly Members[]): readonly [number, number] {
  let least = Number.POSITIVE_INFINITY;
  let found: readonly [number, number] = [0, 1];
  for (const [second, other] of classes.entries())
    for (const [first, some] of classes.slice(0, second).entries()) {
      const cost = 2 * memberShare(some | other) - memberShare(some) - memberShare(other);
      if (cost >= least) continue;
      least = cost;
      found = [first, second];
    }
  return found;
}

/** Two tables of 16 bytes: of the low and of the high nibble of a byte, the classes that have it; the first by the highest bit. */
export function classTables(classes: readonly Members[]): Uint8Array {
  const tables = new Uint8Array(32);
  for (const [index, members] of classes.entries())
    for (const byte of bytesOf(members)) {
      const bit = 0x80 >> index;
      tables[byte & 15]! |= bit;
      tables[16 + (byte >> 4)]! |= bit;
    }
  return tables;
}
