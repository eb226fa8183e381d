import type { Json } from '../../contract.js';
import { type Finding, finding, placeIn } from '../finding.js';
import type { Path, YamlFile } from './yaml-file.js';

type Read = { file?: YamlFile; findings: readonly Finding[] };
type Section = 'monitoring' | 'restart';

/** `FILE#monitoring`: a monitor that stands in another file, below that key. */
export const sectionName = (path: string, section: Section): string => `${path}#${section}`;

/** The file that a name of a section means, and which section of it. */
export function splitSection(name: string): { readonly path: string; readonly section?: string } {
  const match = /^(.+)#(monitoring|restart)$/s.exec(name);
  return match ? { path: match[1] as string, section: match[2] as string } : { path: name };
}

/** The mapping below a key of the file as a file of its own, whose places are those of the whole. */
export function sectionOf({ file, findings }: Read, section: string): Read {
  if (file === undefined) return { findings };
  const value = file.value[section];
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    const message = `\`${section}\` holds no mapping`;
    const remedy = 'Write `key: value` lines below it.';
    return {
      findings: [...findings, finding('not_a_mapping', placeIn(file, [section]), message, remedy)],
    };
  }
  const place = (at: Path, what?: 'key' | 'value') => file.place([section, ...at], what);
  return { file: { ...file, value: value as { readonly [key: string]: Json }, place }, findings };
}
