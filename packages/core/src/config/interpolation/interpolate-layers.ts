import type { Json, Registry } from '../../contract.js';
import type { MonitorFile } from '../../generated/monitor.js';
import { monitorSchema } from '../../generated/monitor-schema.js';
import type { Layer } from '../compose.js';
import { type Finding, notYetTold } from '../finding.js';
import type { Where } from '../locate.js';
import { compileSchema } from '../schema/compile-schema.js';
import { checkMonitorComponents } from '../schema/components.js';
import { soundParts } from '../schema/sound-parts.js';
import { validate } from '../schema/validate.js';
import { concealFindings, interpolateFile } from './interpolate-file.js';

/**
 * Interpolates each file of a composed monitor by the keys of them all, and validates what comes out: the sound parts are
 * left. What is shipped and holds nothing that was worked out is sound.
 */
export function interpolateLayers(layers: readonly Layer[], where: Where, registry: Registry) {
  const sources = { root: composedRoot(layers), group: 'monitoring', env: where.env ?? process.env };
  const check = compileSchema(monitorSchema);
  const files = layers.map(({ file }) => interpolateFile(file, sources));
  const findings: Finding[] = [];
  const sound = files.map((done, i): Layer => {
    const all = done.file.shipped
      ? []
      : [...validate(done.file, check), ...checkMonitorComponents(done.file, registry)];
    const own = [...done.findings, ...notYetTold(all, done.findings)];
    findings.push(...own);
    const { value, wrong } = soundParts(done.file, 'log_signals', own);
    const { open } = layers[i] as Layer;
    return { file: done.file, value: value as MonitorFile, open, wrong };
  });
  return { layers: sound, findings, conceal: (found: readonly Finding[]) => concealFindings(found, files) };
}

/** What absolute keys name: settings of which the last one wins, their defaults, and the rules in order. */
function composedRoot(layers: readonly Layer[]): Json {
  const defaults = Object.entries(monitorSchema.properties).flatMap(([key, schema]) =>
    'default' in schema ? [[key, schema.default]] : [],
  );
  const rules = new Map<unknown, Json>();
  for (const { file } of layers) {
    const entries = file.value.log_signals;
    if (Array.isArray(entries)) for (const entry of entries as Json[]) rules.set(nameOf(entry) ?? entry, entry);
  }
  const settings = Object.assign({}, Object.fromEntries(defaults), ...layers.map(({ file }) => file.value));
  return { ...settings, log_signals: [...rules.values()] };
}

const nameOf = (entry: Json) =>
  entry !== null && typeof entry === 'object' ? (entry as { name?: Json }).name : undefined;
