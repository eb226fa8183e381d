import type { ComponentConfig, Json, Kind, Mode, Rule, Severity } from '../contract.js';
import type { RuleEntry } from '../generated/monitor.js';
import { duration } from './duration.js';
import { errorType } from './error-types.js';
import { standardFields } from './fields.js';

const MODES: Readonly<Record<string, Mode>> = {
  CrashState: 'crash',
  StalledState: 'stall',
  TimeoutState: 'timeout',
  SuccessState: 'success',
};
const KINDS: Readonly<Record<string, Kind>> = {
  error: 'error',
  warning: 'warning',
  progress: 'progress',
  checkpoint: 'checkpoint',
  success: 'success',
  notice: 'notice',
  state: 'notice',
};
/** Failures that go on while steps go on: only their own recovery ends them. */
const LASTING_TYPES: ReadonlySet<string> = new Set(['numerical_instability', 'storage', 'checkpoint_corrupt']);

/** Whether the rule marks a checkpoint as the run's success, which it is not; the state is then passed over. */
export function checkpointAsSuccess(entry: RuleEntry): boolean {
  return entry.metadata?.kind === 'checkpoint' && entry.state?.class_name === 'SuccessState';
}

/** What a rule's YAML means, every default filled in. The entry is valid by its schema and has a pattern. */
export function ruleOf(entry: RuleEntry): Rule {
  const { kind: says, error_type, subsystem, severity: given, ...rest } = entry.metadata ?? {};
  const table = errorType(error_type);
  const kind = kindOf(entry);
  const mode = kind === 'error' ? modeOf(entry, 'crash') : kind === 'success' ? 'success' : undefined;
  const severity: Severity = given ?? (kind === 'error' ? (table?.severity ?? 'error') : 'warning');
  const about = table && (kind === 'error' || kind === 'warning') ? table : undefined;
  const subsystemName = subsystem ?? about?.subsystem;
  const help = entry.remedy ?? about?.remedy;
  const pattern_type = entry.pattern_type ?? 'regex';
  const pattern = entry.pattern as string;
  const groups = entry.extract_groups ?? undefined;
  const extract_groups = kind === 'progress' ? standardFields(pattern, pattern_type, groups) : groups;
  const latent = entry.latent === undefined ? undefined : duration(entry.latent);
  const lasting = entry.lasting ?? (kind === 'error' && error_type !== undefined && LASTING_TYPES.has(error_type));
  return {
    name: entry.name,
    pattern,
    pattern_type,
    ...(entry.flags === undefined ? {} : { flags: entry.flags }),
    ...(entry.unless === undefined ? {} : { unless: entry.unless }),
    ...(entry.lines === undefined ? {} : { lines: entry.lines }),
    ...(extract_groups === undefined ? {} : { extract_groups }),
    kind,
    ...(mode === undefined ? {} : { mode }),
    ...(error_type === undefined ? {} : { error_type }),
    ...(subsystemName === undefined ? {} : { subsystem: subsystemName }),
    severity,
    symptom_of: entry.symptom_of ?? (kind === 'error' ? (table?.symptom_of ?? []) : []),
    ...(latent === undefined ? {} : { latent }),
    ...(entry.platform ? { platform: true } : {}),
    ...(lasting ? { lasting: true } : {}),
    ...(entry.suffices ? { suffices: true } : {}),
    ...(help === undefined ? {} : { remedy: help }),
    actions: (entry.actions ?? []) as unknown as readonly ComponentConfig[],
    metadata: { ...rest, ...(says === undefined ? {} : { kind: says }) } as Readonly<Record<string, Json>>,
  };
}

/** What the metadata says; else what the state says; else a warning or a notice. */
function kindOf(entry: RuleEntry): Kind {
  const says = entry.metadata?.kind;
  const named = says !== undefined && Object.hasOwn(KINDS, says) ? KINDS[says] : undefined;
  if (named !== undefined) return named;
  const mode = modeOf(entry, undefined);
  if (mode === 'success') return 'success';
  if (mode !== undefined) return 'error';
  return entry.metadata?.severity === undefined
    ? 'notice'
    : entry.metadata.severity === 'warning'
      ? 'warning'
      : 'notice';
}

function modeOf(entry: RuleEntry, otherwise: Mode): Mode;
function modeOf(entry: RuleEntry, otherwise: undefined): Mode | undefined;
function modeOf(entry: RuleEntry, otherwise: Mode | undefined): Mode | undefined {
  const name = entry.state?.class_name;
  return (name === undefined ? undefined : MODES[name]) ?? otherwise;
}
