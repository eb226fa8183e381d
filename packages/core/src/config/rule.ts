import type { ComponentConfig, Json, Kind, Registry, Rule, Severity, StateMeaning } from '../contract.js';
import { resolves } from '../correlate/operators.js';
import { systemDeps } from '../deps.js';
import type { RuleEntry } from '../generated/monitor.js';
import { makeComponent } from '../plugin/make.js';
import { duration } from './duration.js';
import { errorType } from './error-types.js';
import { standardFields } from './fields.js';
import { whenOf } from './when.js';

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

/** What a rule's YAML means, every default filled in. The entry is valid by its schema and has a pattern. */
export function ruleOf(entry: RuleEntry, registry: Registry, state = stateOf(entry, registry)): Rule {
  const { kind: says, error_type = state.error_type, subsystem = state.subsystem, ...more } = entry.metadata ?? {};
  const { severity: given = state.severity, ...rest } = more;
  const table = errorType(error_type);
  const kind = kindOf(entry, state);
  const mode = kind === 'error' ? (state.mode ?? 'crash') : kind === 'success' ? 'success' : undefined;
  const severity: Severity = given ?? (kind === 'error' ? (table?.severity ?? 'error') : 'warning');
  const about = table && (kind === 'error' || kind === 'warning') ? table : undefined;
  const subsystemName = subsystem ?? about?.subsystem;
  const help = entry.remedy ?? state.remedy ?? about?.remedy;
  const pattern_type = entry.pattern_type ?? 'regex';
  const pattern = entry.pattern ?? undefined;
  const groups = entry.extract_groups ?? undefined;
  const extract_groups =
    kind === 'progress' && pattern !== undefined ? standardFields(pattern, pattern_type, groups) : groups;
  const actions = (entry.actions ?? []) as unknown as readonly ComponentConfig[];
  const latent = entry.latent === undefined ? undefined : duration(entry.latent);
  const when = whenOf(entry, registry);
  const ends = when !== undefined && mode !== 'stall' && resolves(registry, when);
  // What is only shown is over for the log when its steps go on, whatever is shown until its own word.
  const lasts = state.shows === undefined && ((error_type !== undefined && LASTING_TYPES.has(error_type)) || ends);
  const lasting = entry.lasting ?? state.lasting ?? (kind === 'error' && lasts);
  return {
    name: entry.name,
    ...(pattern === undefined ? {} : { pattern }),
    pattern_type,
    ...(entry.flags === undefined ? {} : { flags: entry.flags }),
    ...(entry.unless === undefined ? {} : { unless: entry.unless }),
    ...(entry.count_echoes === true ? { count_echoes: true } : {}),
    ...(entry.lines === undefined ? {} : { lines: entry.lines }),
    ...(extract_groups === undefined ? {} : { extract_groups }),
    kind,
    ...(mode === undefined ? {} : { mode }),
    ...(state.shows === undefined ? {} : { shows: state.shows }),
    ...(error_type === undefined ? {} : { error_type }),
    ...(subsystemName === undefined ? {} : { subsystem: subsystemName }),
    severity,
    symptom_of: entry.symptom_of ?? (kind === 'error' ? (table?.symptom_of ?? []) : []),
    ...(latent === undefined ? {} : { latent }),
    ...(entry.platform ? { platform: true } : {}),
    ...(lasting ? { lasting: true } : {}),
    ...(state.confirm_after === undefined ? {} : { confirm_after: state.confirm_after }),
    ...((entry.suffices ?? state.suffices) ? { suffices: true } : {}),
    ...(actions.some(endsRun(registry)) ? { terminates: true } : {}),
    ...(help === undefined ? {} : { remedy: help }),
    actions,
    ...(when === undefined ? {} : { when }),
    metadata: { ...rest, ...(says === undefined ? {} : { kind: says }) } as Readonly<Record<string, Json>>,
  };
}

/** What the rule's state says of a hit. */
export function stateOf({ state }: RuleEntry, registry: Registry): StateMeaning {
  return state == null ? {} : makeComponent(registry, 'state', state as unknown as ComponentConfig, systemDeps);
}

/** At a hit, and not on a decision or a state. */
const endsRun = (registry: Registry) => (action: ComponentConfig) =>
  action.on === undefined && registry.find('action', action.class_name)?.ends_run === true;

/** What the metadata says; else what the state says; else a warning or a notice. */
function kindOf(entry: RuleEntry, { mode, shows }: StateMeaning): Kind {
  // It ends nothing and explains nothing, whatever else is said of it.
  if (shows !== undefined && mode === undefined) return 'warning';
  const says = entry.metadata?.kind;
  const named = says !== undefined && Object.hasOwn(KINDS, says) ? KINDS[says] : undefined;
  if (named !== undefined) return named;
  if (mode !== undefined) return mode === 'success' ? 'success' : 'error';
  return entry.metadata?.severity === 'warning' ? 'warning' : 'notice';
}
