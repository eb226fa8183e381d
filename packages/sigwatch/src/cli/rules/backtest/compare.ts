import { common } from '../common.js';
import type { Course, Entry } from './course.js';
import type { Side } from './side.js';
import { type Reason, reasonsOf } from './why.js';

/** How two sides differ over one log. */
export interface Comparison {
  readonly log: string;
  readonly same: boolean;
  readonly changes: readonly { readonly side: Side['name']; readonly entry: Entry }[];
  /** Only where something differs. */
  readonly why: readonly Reason[];
}

export function compare(log: string, [base, head]: readonly [Side, Side], was: Course, is: Course): Comparison {
  const kept = common(
    was.entries.map(({ key }) => key),
    is.entries.map(({ key }) => key),
  );
  const gone = was.entries.filter((_, i) => !kept.some(([a]) => a === i));
  const came = is.entries.filter((_, i) => !kept.some(([, b]) => b === i));
  const changes = [
    ...gone.map((entry) => ({ side: 'base', entry }) as const),
    ...came.map((entry) => ({ side: 'head', entry }) as const),
  ].sort((a, b) => ORDER.indexOf(a.entry.kind) - ORDER.indexOf(b.entry.kind));
  const same = changes.length === 0;
  return { log, same, changes, why: same ? [] : reasonsOf(base, head, was, is) };
}

const ORDER: readonly Entry['kind'][] = ['incident', 'false alarm', 'decision', 'state'];
