import type { Millis } from '../../contract.js';
import type { SigwatchFile } from '../../generated/sigwatch.js';
import { duration } from '../duration.js';

/** Copies of checkpoints in another place. Times in ms; what is not said is missing. */
export interface CopiesSettings {
  /** The folder of the copies. */
  readonly to: string;
  readonly every?: Millis;
  readonly keep?: number;
  /** Whether a run that begins on an empty machine goes on from copies of an earlier session. */
  readonly continues?: boolean;
}

export function copiesOf(
  { to, every, keep, continues }: NonNullable<SigwatchFile['copies']>,
  at: (path: string) => string,
): CopiesSettings {
  const interval = every === undefined ? undefined : duration(every);
  return {
    to: at(to),
    ...(interval === undefined ? {} : { every: interval }),
    ...(keep === undefined ? {} : { keep: Number(keep) }),
    ...(continues === undefined ? {} : { continues }),
  };
}
