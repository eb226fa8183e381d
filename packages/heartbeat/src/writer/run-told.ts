import type { Json, Millis, SigwatchEvent } from '@sigwatch/core';

/** What the events of a supervised run tell for its heartbeats. Json. */
export interface RunTold {
  readonly run_id: string;
  readonly attempt: number;
  /** When the attempt was submitted. Null before the first. */
  readonly began: Millis | null;
  readonly phase: 'setup' | 'training' | 'checkpoint';
  readonly step: number | null;
  readonly total: number | null;
  readonly loss: number | string | null;
  readonly learning_rate: number | string | null;
  /** When the step was printed first. */
  readonly step_at: Millis | null;
  /** Its supervisor, who reads its log to the end, has found that it makes no step. */
  readonly stalled: boolean;
  /** The next attempt was decided on, and may begin this late: until then it is known that the run goes on. */
  readonly restarting_until: Millis | null;
  /** Lines that roots may be of, the last ones: by signal, source and line. */
  readonly blocks: readonly { readonly place: string; readonly block: readonly string[] }[];
  readonly end: { readonly at: Millis; readonly state: string; readonly text: string } | null;
}

export const nothingTold: RunTold = {
  ...{ run_id: '', attempt: 0, began: null, phase: 'setup', step: null, total: null, loss: null },
  ...{ learning_rate: null, step_at: null, stalled: false, restarting_until: null, blocks: [], end: null },
};

const KEPT_BLOCKS = 20;

type Data = { readonly [key: string]: Json | undefined };

/** Takes in an event of the run. Pure. */
export function toldAfter(before: RunTold, event: SigwatchEvent): RunTold {
  const at = Date.parse(event.timestamp);
  const { data } = event;
  switch (event.event_type) {
    case 'attempt_started':
      return { ...nothingTold, run_id: event.run_id, attempt: event.attempt, began: at, blocks: before.blocks };
    case 'progress':
      return stepped(before, data, at);
    case 'signal':
      return signalled(before, data);
    case 'state_changed':
      return { ...before, stalled: data.to === 'stalled' };
    case 'decision':
      return data.action === 'restart' && data.dry_run !== true
        ? { ...before, restarting_until: at + seconds(data.delay_seconds) * 1000 }
        : before;
    case 'run_ended':
      return { ...before, run_id: event.run_id, end: { at, state: String(data.state), text: errorText(before, data) } };
    default:
      return before;
  }
}

/** Bars beside the training's, which shows a loss, are evaluations and the like. */
function stepped(before: RunTold, data: Data, at: Millis): RunTold {
  const { step, total = null, loss, learning_rate } = data;
  if (typeof step !== 'number') return before;
  const other = before.step !== null && before.total !== total;
  if (other && (before.loss !== null || loss === undefined)) return before;
  return {
    ...before,
    phase: 'training',
    ...{ step, total: typeof total === 'number' ? total : null },
    loss: metric(loss) ?? before.loss,
    learning_rate: metric(learning_rate) ?? before.learning_rate,
    step_at: before.step === step ? before.step_at : at,
  };
}

function signalled(before: RunTold, data: Data): RunTold {
  if (data.kind === 'checkpoint') {
    const started = (data.metadata as Data | undefined)?.phase === 'started';
    return { ...before, phase: started ? 'checkpoint' : before.step === null ? 'setup' : 'training' };
  }
  if (data.kind !== 'error' || !Array.isArray(data.block)) return before;
  const one = { place: placeOf(data), block: data.block as readonly string[] };
  return { ...before, blocks: [...before.blocks, one].slice(-KEPT_BLOCKS) };
}

const placeOf = ({ signal, source, line }: Data): string => JSON.stringify([signal, source, line]);

/** What `_error` says: the traceback that the root belongs to, or its line, and behind it what it was taken for. */
function errorText({ blocks }: RunTold, { state, reason, root }: Data): string {
  const why = `sigwatch: the run ended as ${state}${typeof reason === 'string' && reason !== '' ? `: ${reason}` : ''}`;
  if (root === null || typeof root !== 'object') return `${why}\n`;
  const known = root as Data;
  const block = blocks.findLast(({ place }) => place === placeOf(known))?.block;
  const lines = block ?? (typeof known.text === 'string' ? [known.text] : []);
  const where = typeof known.line === 'number' && known.line > 0 ? ` (${known.source}:${known.line})` : '';
  return `${[...lines, `${why}; ${known.error_type ?? 'unknown'}${where}`].join('\n')}\n`;
}

const metric = (value: Json | undefined): number | string | undefined =>
  typeof value === 'number' || typeof value === 'string' ? value : undefined;

const seconds = (value: Json | undefined): number => (typeof value === 'number' ? value : 0);
