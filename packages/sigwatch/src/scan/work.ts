import type { Matcher, Rule } from '@sigwatch/core';
import type { Printing } from './printer.js';
import type { Tally } from './tally.js';

/** What a scan is about, however the logs are read. */
export interface ScanWork {
  readonly rules: readonly Rule[];
  /** Made when it is first asked for. */
  readonly matcher: () => Matcher;
  readonly printing: Printing;
  readonly tally: Tally;
}

/** The longest line that is searched whole, in bytes; of a longer one it is the head. */
export const LONGEST = 1 << 20;
