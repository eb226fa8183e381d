import { emptyScanState, type Hit, type Matcher } from './types.js';

/** Every hit in bytes that are all that there is: blocks that are open at their end are closed. */
export function hitsIn(matcher: Matcher, bytes: Buffer): readonly Hit[] {
  const { hits, state } = matcher.scan(bytes, { offset: 0, line: 1 }, emptyScanState);
  return [...hits, ...matcher.flush(state).hits];
}
