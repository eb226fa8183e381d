import type { Signal } from '../contract.js';
import type { AttemptState } from './attempt-state.js';
import { goesInCircles } from './circling.js';
import { enterContainer, isBeside } from './containers.js';
import type { Draft } from './draft.js';
import { beginAnew, hasOwnSteps, mayBeginAnew } from './progress.js';
import { failuresOf } from './recovering.js';
import { happened } from './take-source.js';
import { doubt } from './withdraw.js';

/** What a rule's `metadata.phase` says of the workers of a launcher that starts them again by itself. */
const ENDED = 'workers_ended';
const RESTARTED = 'workers_restarted';
/** The same of a platform whose own attempt is over, not by success, and that begins another where it is set up so. */
const OVER = 'attempt_over';
/** Over, too, since its machine was taken away: the platform begins the work elsewhere in any case, and no policy is asked. */
export const MOVED = 'attempt_moved';

/** Of a launcher's folder, as `torchrun --log-dir` lays it out: which of its own attempts a source belongs to. */
interface Generation {
  readonly folder: string;
  readonly attempt: number;
}

/**
 * A launcher that starts its workers again is neither an attempt of ours nor the end: the steps begin anew, and a
 * failure that came before waits for them, as long as a run may be silent.
 */
export function takePhase(draft: Draft, signal: Signal, at: number): void {
  const { phase } = signal.metadata;
  if (phase !== ENDED && phase !== RESTARTED && phase !== OVER && phase !== MOVED) return;
  const when = happened(draft.state, signal.source, signal.time, at);
  if (phase === RESTARTED) return restarted(draft, when);
  // One that comes late may be of what was caught, or tried again, and has come to steps since: those were read before it.
  if ((phase === OVER || phase === MOVED) && !signal.late && !isBeside(draft.state, signal.source))
    draft.set({ lost: when, lost_by: hasOwnSteps(draft.state.progress, signal.source) ? signal.source : undefined });
  const endless = signal.fields.left === 'infinite';
  // Whether it starts them again is not said: only steps that begin anew will tell.
  draft.set({
    progress: mayBeginAnew(draft.state.progress, signal.time, endless),
    recovering: { since: when, failures: failuresOf(draft.state) },
  });
  if (endless && draft.state.incident !== undefined && goesInCircles(draft.state.progress)) giveUp(draft, when);
}

/** What is tried again however often, and gets no further, ends by nobody's word but ours. */
function giveUp(draft: Draft, when: number): void {
  const { confirmed, progress } = draft.state;
  const { times, at } = progress.circling ?? { times: 0, at: [] };
  const why = `its steps have begun anew ${times} times, and none went further than ${at.at(-1)}`;
  if (confirmed === undefined) draft.set({ confirmed: { at: when, why } });
}

/** A source of a later attempt of the launcher says by its mere being there that the workers were started again. */
export function enterGeneration(draft: Draft, source: string, time: number, at: number): void {
  if (source.includes('ta-')) enterContainer(draft, source, time, happened(draft.state, source, time, at));
  const own = generationOf(source);
  if (own === undefined) return;
  const known = draft.state.generations?.[own.folder];
  if (known !== undefined && known >= own.attempt) return;
  draft.set({ generations: { ...draft.state.generations, [own.folder]: own.attempt } });
  if (known === undefined) return;
  const text = `The launcher has started its workers again (attempt ${own.attempt}): their steps begin anew.`;
  draft.emit({ type: 'notice', text, source });
  restarted(draft, happened(draft.state, source, time, at));
}

/** Whether the source belongs to workers that were replaced since: it tells neither steps nor failures of those now. */
export function isReplaced(state: AttemptState, source: string): boolean {
  const own = generationOf(source);
  const latest = own && state.generations?.[own.folder];
  return own !== undefined && latest !== undefined && own.attempt < latest;
}

function restarted(draft: Draft, when: number): void {
  const { progress, stepped } = draft.state;
  draft.set({
    progress: beginAnew(progress),
    succeeded: false,
    recovering: { since: when, failures: failuresOf(draft.state), restarted: true },
    ...(stepped === undefined ? {} : { stepped: Math.max(stepped, when) }),
  });
  if (draft.state.incident !== undefined) doubt(draft, 'the launcher has started the workers again');
}

/** Reads `FOLDER/attempt_1/3/stderr.log`; undefined for any other source. */
function generationOf(source: string): Generation | undefined {
  // Asked of every event: most sources are told at a glance.
  if (!source.includes('attempt_')) return undefined;
  const parts = source.split('/');
  const at = parts.length - 3;
  const [name = '', rank = ''] = parts.slice(at);
  if (at < 0 || !name.startsWith('attempt_') || !isNumber(rank)) return undefined;
  const attempt = name.slice('attempt_'.length);
  return isNumber(attempt) ? { folder: parts.slice(0, at).join('/'), attempt: Number(attempt) } : undefined;
}

function isNumber(text: string): boolean {
  for (const char of text) if (char < '0' || char > '9') return false;
  return text !== '';
}
