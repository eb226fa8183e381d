import type { Millis } from '@sigwatch/core';
import { numberOf, readFields, textOf, timeOf } from './read-json.js';

/** What `progress.json` says. Times are those of who wrote it. */
export interface Progress {
  readonly step: number | null;
  readonly total: number | null;
  readonly loss: number | null;
  readonly learning_rate: number | null;
  readonly phase: string | null;
  readonly updated: Millis | null;
  /** Why it says nothing; null where it does. */
  readonly problem: string | null;
  readonly missing: readonly string[];
  /** The same as a line of a log, with names and keys as they are documented; null where nothing can be read. */
  readonly line: string | null;
}

const NOTHING: Progress = {
  ...{ step: null, total: null, loss: null, learning_rate: null, phase: null, updated: null },
  ...{ problem: null, missing: [], line: null },
};

export function readProgress(bytes: Buffer): Progress {
  const read = readFields(bytes);
  if ('problem' in read) return { ...NOTHING, problem: read.problem };
  const { fields } = read;
  const said = {
    total: numberOf(fields, 'total_steps', 'total', 'max_steps'),
    loss: numberOf(fields, 'loss'),
    learning_rate: numberOf(fields, 'learning_rate', 'lr'),
  };
  const step = numberOf(fields, 'step', 'global_step', 'current_step');
  const updated = timeOf(fields, 'last_updated', 'last_update', 'timestamp');
  return {
    step,
    ...said,
    phase: textOf(fields, 'phase'),
    updated,
    problem: null,
    missing: [...(step === null ? ['step'] : []), ...(updated === null ? ['last_updated'] : [])],
    line: JSON.stringify({
      ...(updated === null ? {} : { last_updated: new Date(updated).toISOString() }),
      ...(step === null ? {} : { step }),
      ...(said.total === null ? {} : { total_steps: said.total }),
      ...lossOf(fields, said.loss),
      ...(said.learning_rate === null ? {} : { learning_rate: said.learning_rate }),
    }),
  };
}

/** One that is no number says the most. */
function lossOf(
  { loss }: Readonly<Record<string, unknown>>,
  number: number | null,
): { readonly loss?: number | string } {
  if (number !== null) return { loss: number };
  return typeof loss === 'string' && /^-?(?:nan|inf(?:inity)?)$/i.test(loss) ? { loss } : {};
}
