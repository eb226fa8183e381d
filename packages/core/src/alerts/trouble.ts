import type { Json, Millis, SigwatchEvent } from '../contract.js';
import type { AlertState, Root, Trouble } from './alert-state.js';

type Data = SigwatchEvent['data'];

/** A line that may be what a change of state is about; it says what to do. */
export function hitOf(data: Data, at: Millis): Pick<AlertState, 'hit'> {
  if (data.kind !== 'error' && data.kind !== 'warning') return {};
  // That something is over is no trouble.
  if (data.resolved === true) return {};
  return { hit: { at, root: rootOf(data), ...textAs('action_required', data.remedy), ...nodeOf(data.fields) } };
}

/** Where the run is and what it does, as lines tell it. */
export function aboutOf({ fields }: Data): Pick<AlertState, 'phase' | 'instance'> {
  const { phase, instance } = (fields ?? {}) as { readonly [name: string]: Json | undefined };
  return { ...textAs('phase', phase), ...textAs('instance', instance) };
}

export function openedOf(data: Data, { hit }: AlertState): Trouble {
  const root = rootOf(data.root as Data);
  const same = hit !== undefined && isSame(hit.root, root) ? hit : undefined;
  return {
    incident: String(data.incident),
    ...(data.suspected === true ? { suspected: true as const } : {}),
    root,
    ...textAs('action_required', same?.action_required),
    ...textAs('node', same?.node),
  };
}

export function closedOf(data: Data, { trouble, hit }: AlertState): Trouble {
  const root = rootOf(data.root as Data);
  const culprit = nodeOf(data.culprit);
  const known = [trouble, hit].find((one) => one !== undefined && isSame(one.root, root));
  return {
    incident: String(data.incident),
    root,
    ...textAs('action_required', data.remedy ?? known?.action_required),
    ...textAs('node', culprit.node ?? known?.node),
  };
}

function rootOf({ signal, error_type, source, line, text }: Data): Root {
  return {
    signal: String(signal),
    ...textAs('error_type', error_type),
    source: String(source),
    line: Number(line),
    text: String(text),
  };
}

const isSame = (a: Root, b: Root): boolean => a.signal === b.signal && a.source === b.source && a.line === b.line;

const nodeOf = (fields: Json | undefined): { readonly node?: string } =>
  textAs('node', ((fields ?? {}) as { readonly node?: Json }).node);

function textAs<K extends string>(key: K, value: Json | undefined): { readonly [P in K]?: string } {
  return (typeof value === 'string' && value !== '' ? { [key]: value } : {}) as { readonly [P in K]?: string };
}
