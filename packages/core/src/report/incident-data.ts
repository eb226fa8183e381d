import { category } from '../config/category.js';
import { remedy } from '../config/remedy.js';
import type { Incident, Json, Signal } from '../contract.js';

type Data = Readonly<Record<string, Json | undefined>>;

export function rootData(signal: Signal): { readonly [key: string]: Json | undefined } {
  return {
    signal: signal.name,
    rule: ruleData(signal),
    error_type: signal.error_type ?? 'unknown',
    category: category(signal),
    source: signal.source,
    line: signal.line,
    text: signal.text,
  };
}

/** The rule of a signal; none where the platform or sigwatch itself tells it. */
export const ruleData = ({ rule }: Signal): Json | undefined => rule as Json | undefined;

/** Of the lines that a root explains, this many are told; the others are counted. */
const TOLD = 20;

const placeData = ({ name, source, line }: Signal) => ({ signal: name, source, line });

/** Where the failure began to show, where that is not the root's own line. */
function firstData({ root, signals }: Incident): Json | undefined {
  const lines = signals.filter(({ line }) => line > 0);
  const first = lines.reduce<Signal | undefined>((a, b) => (a === undefined || b.time < a.time ? b : a), undefined);
  return first === undefined || first.id === root.id ? undefined : placeData(first);
}

function explainedData({ signals, explained }: Incident): Json | undefined {
  const told = signals.filter(({ id }) => explained.includes(id)).slice(0, TOLD);
  return told.length === 0 ? undefined : told.map(placeData);
}

/** What to do about an incident, with what its root and its culprit tell. */
function remedyOf({ root, culprit }: Incident): string {
  const { rank, node, gpu } = culprit ?? {};
  const who = {
    ...(rank !== undefined && { rank }),
    ...(node !== undefined && { node }),
    ...(gpu !== undefined && { gpu }),
  };
  return remedy({ ...root, fields: { ...root.fields, ...who } });
}

/** What is told of an incident when it closes. */
export function closedData(incident: Incident, total: number, ignored: boolean, reason: string): Data {
  return {
    incident: incident.id,
    root: rootData(incident.root),
    mode: incident.mode,
    signals: total,
    explained: incident.explained.length,
    first: firstData(incident),
    explains: explainedData(incident),
    culprit: incident.culprit as Json | undefined,
    ignored,
    confidence: incident.confidence,
    reason,
    remedy: remedyOf(incident),
  };
}
