import type { SigwatchFile } from '../../generated/sigwatch.js';
import type { DeadlineOptions } from '../../supervise/deadline/settings.js';
import { duration } from '../duration.js';

/** How a job is brought to save before its end, as a sigwatch.yaml says. Times in ms; what is not said is missing. */
export type DeadlineBlock = DeadlineOptions;

export function deadlineOf({
  enabled,
  before,
  check,
  signal,
  copy,
}: NonNullable<SigwatchFile['deadline']>): DeadlineBlock {
  const [lead, between] = [before, check].map((one) => (one === undefined ? undefined : duration(one)));
  return {
    ...(enabled === undefined ? {} : { enabled }),
    ...(lead === undefined ? {} : { before: lead }),
    ...(between === undefined ? {} : { check: between }),
    ...(signal === undefined ? {} : { signal: signal.replace(/^SIG/, '') }),
    ...(copy === undefined ? {} : { copy }),
  };
}
