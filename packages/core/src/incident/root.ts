import { errorType } from '../config/error-types.js';
import type { Confidence, Severity, Signal } from '../contract.js';
import { symptomRank } from './symptom.js';

/** Lines of different sources that are closer than this may have been printed in either order. */
export const BUCKET_MS = 2_000;

const rank: Record<Severity, number> = { fatal: 0, critical: 1, error: 2, warning: 3 };

const isSymptom = (signal: Signal): boolean => symptomRank(signal) === 2;

/** A job's end without a reason tells less than any line: it is the root only where nothing else is left. */
const isBareEnd = (signal: Signal): boolean => isSymptom(signal) && signal.line === 0;

/** Which of several signals on one line, or at one moment, would rather be the root. */
function precedence(a: Signal, b: Signal): number {
  return (
    symptomRank(a) - symptomRank(b) ||
    Number(isBareEnd(a)) - Number(isBareEnd(b)) ||
    rank[a.severity] - rank[b.severity] ||
    a.order - b.order ||
    (a.source < b.source ? -1 : a.source > b.source ? 1 : a.offset - b.offset)
  );
}

/** Whether `cause` explains `signal` directly. What is itself a symptom of anything explains nothing. */
function explains(cause: Signal, signal: Signal): boolean {
  if (cause === signal || isSymptom(cause)) return false;
  if (isSymptom(signal)) return true;
  return (
    (cause.error_type !== undefined && signal.symptom_of.includes(cause.error_type)) ||
    signal.symptom_of.includes(cause.name)
  );
}

/** Of one source: of what it printed within a bucket of its first line, the earliest that is least of a symptom. */
function headOf(signals: readonly Signal[]): Signal {
  const sorted = [...signals].sort((a, b) => a.time - b.time || a.offset - b.offset || precedence(a, b));
  const first = sorted[0] as Signal;
  const near = sorted.filter((signal) => signal.time - first.time <= BUCKET_MS);
  const least = Math.min(...near.map(symptomRank));
  return near.find((signal) => symptomRank(signal) === least) ?? first;
}

/** Nothing else that is left names another type of failure. */
function agreed(root: Signal, open: readonly Signal[]): boolean {
  return root.platform === true || open.every((signal) => isSymptom(signal) || signal.error_type === root.error_type);
}

/**
 * What follows from the root: what it explains, over whatever way, and the same failure where others tell of it. What
 * the platform says ended the job explains all that was printed.
 */
function consequencesOf(root: Signal, all: readonly Signal[]): ReadonlySet<Signal> {
  const rest = all.filter((signal) => signal !== root);
  if (root.platform) return new Set(rest);
  const following = new Set(
    rest.filter((signal) => signal.error_type !== undefined && signal.error_type === root.error_type),
  );
  for (const signal of rest) if (explains(root, signal)) following.add(signal);
  // A set hands out what is added to it while it is walked.
  for (const cause of following) for (const signal of rest) if (explains(cause, signal)) following.add(signal);
  return following;
}

/** Of symptoms alone, a word that something was cancelled says more than what ended by it, whichever was printed first. */
function withoutEnded(open: readonly Signal[]): readonly Signal[] {
  const isAct = ({ error_type }: Signal) => error_type === 'cancelled';
  if (!open.every(isSymptom) || !open.some(isAct)) return open;
  return open.filter((one) => !errorType(one.error_type)?.symptom_of.includes('cancelled'));
}

/**
 * What outranks all other lines: what the platform or the kernel says, then what the job itself left behind as its last
 * word, unless a line tells what that is known to be a consequence of. Undefined where nobody says why it ended.
 */
function outranking(all: readonly Signal[], open: readonly Signal[]): readonly Signal[] | undefined {
  const platform = all.filter((signal) => signal.platform && !signal.last_word);
  if (platform.length > 0) return platform;
  const last = open.filter((signal) => signal.last_word && signal.platform);
  return last.length > 0 ? last : undefined;
}

/** Of symptoms alone, what is only shown, as that nothing is heard of the run, says less than its end. */
function withoutShown(open: readonly Signal[]): readonly Signal[] {
  if (!open.every(isSymptom) || open.every(({ shows }) => shows)) return open;
  return open.filter(({ shows }) => !shows);
}

export interface Root {
  readonly root: Signal;
  readonly explained: readonly string[];
  readonly confidence: Confidence;
}

/**
 * The one root among the candidates. `latent` signals were no failure when they were printed; they take
 * part only where they explain one. Returns undefined when there is no candidate at all.
 */
export function rootOf(candidates: readonly Signal[], latent: readonly Signal[] = []): Root | undefined {
  if (candidates.length === 0) return undefined;
  // A bare exit code is explained by anything, which proves nothing while a candidate says more.
  const telling = candidates.some((signal) => !isSymptom(signal))
    ? candidates.filter((signal) => !isSymptom(signal))
    : candidates;
  const useful = latent.filter((old) => !candidates.includes(old) && telling.some((signal) => explains(old, signal)));
  const all = [...useful, ...candidates];
  const explained = all.filter((signal) => all.some((cause) => explains(cause, signal)));
  const left = all.filter((signal) => !explained.includes(signal));
  // A cycle in `symptom_of` would leave nothing: then everything stays a candidate, and the earliest wins.
  const open = left.length > 0 ? left : all;
  const pool = outranking(all, open) ?? withoutShown(withoutEnded(open));
  const sources = [...new Set(pool.map((signal) => signal.source))];
  const heads = sources.map((source) => headOf(pool.filter((signal) => signal.source === source)));
  const earliest = Math.min(...heads.map((signal) => signal.time));
  const root = heads.filter((signal) => signal.time - earliest <= BUCKET_MS).sort(precedence)[0] as Signal;
  const confidence: Confidence = isSymptom(root) ? 'low' : agreed(root, open) ? 'high' : 'medium';
  const following = consequencesOf(root, all);
  return { root, explained: all.filter((signal) => following.has(signal)).map(({ id }) => id), confidence };
}
