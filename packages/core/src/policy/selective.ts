import type { PolicyConfig } from '../config/policy-config.js';
import type { Decision, Incident, Json, Ledger, Millis, RestartPolicy, Signal } from '../contract.js';
import type { Recovery } from '../generated/SelectiveRestartPolicy.js';
import { type AtBound, atBound, settingsIn } from './at-bound.js';
import { backoffDelay, defaultBackoff } from './backoff.js';
import { refund, sameInARow } from './ledger.js';
import { changed, type Overrides, overridesText } from './overrides.js';
import { reasonOf } from './reason.js';

/** SelectiveRestartPolicy; durations in ms. Every key may be left out; `max_retries` is then 3. */
export type SelectiveConfig = Partial<PolicyConfig>;

/** Somebody wanted the run to end: restarted only where a list names this very signal. */
const BY_USER = 'cancelled_by_user';
/** By convention of batch scripts: do not start it again. */
const NEVER_AGAIN: readonly number[] = [93];

const DAY: Millis = 86_400_000;

type Verdict = { readonly action: 'restart' | 'stop'; readonly why: string };

/** What the lists say of the root, before any budget is asked. Exclude always wins. */
function listed(config: SelectiveConfig, incident: Incident): Verdict {
  const { name, subsystem } = incident.root;
  const type = incident.root.error_type ?? 'unknown';
  const code = exitCodeOf(incident);
  if (code !== undefined && (config.no_restart_exit_codes ?? NEVER_AGAIN).includes(code))
    return { action: 'stop', why: `the job ended with exit code ${code}, which asks for no restart` };
  if (isByUser(incident) && !config.restart_on_signals?.includes(BY_USER))
    return { action: 'stop', why: 'somebody cancelled the job' };
  if (config.exclude_error_types?.includes(type)) return { action: 'stop', why: `${type} is never restarted` };
  if (config.exclude_signals?.includes(name)) return { action: 'stop', why: `the signal ${name} is never restarted` };
  if (subsystem !== undefined && config.exclude_subsystems?.includes(subsystem))
    return { action: 'stop', why: `failures of ${subsystem} are never restarted` };
  if (config.restart_on_error_types?.includes(type)) return { action: 'restart', why: `${type} is restarted` };
  if (config.restart_on_signals?.includes(name)) return { action: 'restart', why: `the signal ${name} is restarted` };
  if (subsystem !== undefined && config.restart_on_subsystems?.includes(subsystem))
    return { action: 'restart', why: `failures of ${subsystem} are restarted` };
  const recovery = recoveryOf(config, incident);
  if (recovery !== undefined) return { action: 'restart', why: `${type} is restarted ${recoveryText(recovery)}` };
  const action = config.default_action ?? 'stop';
  const why = type === 'unknown' ? 'nothing tells why the run failed' : `${type} is in no list`;
  return { action, why: `${why}, and the default is to ${action}` };
}

/** The platform's own word on how the job ended; it may be no more than a consequence of the root. */
const lastWordOf = ({ signals }: Incident): Signal | undefined =>
  signals.findLast(({ order, line }) => order < 0 && line === 0);

function exitCodeOf(incident: Incident): number | undefined {
  const code = lastWordOf(incident)?.fields.exit_code;
  return typeof code === 'number' ? code : undefined;
}

/** Whether a person has ended it: by what a rule calls so, or by the platform's word, whatever had failed before. */
function isByUser(incident: Incident): boolean {
  const { name, error_type } = incident.root;
  return name === BY_USER || error_type === BY_USER || lastWordOf(incident)?.name === BY_USER;
}

/** Why the budget does not allow one more restart; undefined when it does. */
function refusal(config: SelectiveConfig, incident: Incident, ledger: Ledger): string | undefined {
  const type = incident.root.error_type ?? 'unknown';
  const max = config.max_retries ?? 3;
  const used = ledger.by_mode[incident.mode] ?? 0;
  if (used >= max)
    return max === 0
      ? `a ${incident.mode} is never restarted (max_retries: 0)`
      : `all ${max} ${incident.mode} restarts are used up`;
  const budget = config.budgets?.[type];
  if (budget !== undefined && (ledger.by_type[type] ?? 0) >= budget)
    return `all ${budget} restarts for ${type} are used up`;
  const same = sameInARow(ledger, incident);
  if (config.same_failure !== undefined && same >= config.same_failure) {
    const step = incident.progress === 'unknown' ? 'an unknown step' : `step ${incident.progress.step}`;
    return `the same failure came ${same} times in a row without getting beyond ${step}`;
  }
  return undefined;
}

/** Restarts what the lists name, within the budget. */
export function selectiveRestartPolicy(config: SelectiveConfig): RestartPolicy {
  return {
    decide({ incident, ledger, random, values }): Decision {
      const books = refund(ledger, incident, config.reset_after?.steps);
      const verdict = listed(config, incident);
      const no = verdict.action === 'restart' ? refusal(config, incident, books) : undefined;
      const bound = verdict.action === 'restart' ? boundOf(config, incident, books) : [];
      const action = no === undefined ? verdict.action : 'stop';
      const text = action === 'restart' ? config.restart_reason : config.stop_reason;
      const base = {
        reason: reasonOf(text, no ?? `${verdict.why}${boundText(bound)}`, values),
        mode: incident.mode,
        error_type: incident.root.error_type ?? 'unknown',
        restarts_used: books.by_mode[incident.mode] ?? 0,
        max_retries: config.max_retries ?? 3,
      };
      if (action === 'stop') return { action, ...base, on_stop: config.on_stop ?? 'cancel' };
      const told = bound.length === 0 ? {} : { at_bound: bound.map(({ name }) => name) };
      return { action, ...base, ...restartDetails(config, incident, books, base.restarts_used, random), ...told };
    },
  };
}

function restartDetails(
  config: SelectiveConfig,
  incident: Incident,
  ledger: Ledger,
  used: number,
  random: number,
): Partial<Decision> & { delay: Millis } {
  const node = incident.culprit?.node;
  const recovery = recoveryOf(config, incident);
  const overrides = recovery === undefined ? undefined : overridesOf(recovery, ledger);
  return {
    delay: backoffDelay(config.backoff ?? defaultBackoff, used + 1, random),
    resume: resumeOf(config, incident, recovery),
    ...(config.no_checkpoint_found === 'stop' ? { no_checkpoint_found: 'stop' } : {}),
    ...(config.exclude_nodes && node !== undefined
      ? { exclude_nodes: [node], exclude_for: config.exclude_for ?? DAY }
      : {}),
    ...(overrides === undefined ? {} : { overrides }),
  };
}

function resumeOf({ resume }: SelectiveConfig, { root }: Incident, recovery: Recovery | undefined) {
  if (root.error_type === 'checkpoint_corrupt') return 'older_verified';
  return recovery?.roll_back === true ? 'before_failure' : (resume ?? 'latest_verified');
}

/** By the root's own name first: one type may have several remedies. */
function recoveryOf({ recover }: SelectiveConfig, { root }: Incident): Recovery | undefined {
  return (recover?.[root.name] ?? recover?.[root.error_type ?? 'unknown']) as Recovery | undefined;
}

/** Undefined where it changes no setting. */
function overridesOf({ roll_back: _, ...by }: Recovery, ledger: Ledger): Json | undefined {
  return Object.keys(by).length === 0 ? undefined : (changed(ledger.overrides as Overrides | undefined, by) as Json);
}

/** What it would change, and does not: it is tried all the same, as often as the budget says. */
function boundOf(config: SelectiveConfig, incident: Incident, ledger: Ledger): readonly AtBound[] {
  const { roll_back: _, ...by } = recoveryOf(config, incident) ?? {};
  const known = incident.progress === 'unknown' ? {} : settingsIn(incident.progress.fields);
  return atBound(ledger.overrides as Overrides | undefined, by, known);
}

const boundText = (bound: readonly AtBound[]): string =>
  bound.length === 0 ? '' : `, but ${bound.map(({ text }) => text).join(' and ')}: nothing changes`;

function recoveryText({ roll_back, ...by }: Recovery): string {
  const settings = Object.keys(by).length === 0 ? [] : [`with ${overridesText(by)}`];
  const back = roll_back === true ? ['from a checkpoint before the failure'] : [];
  return [...back, ...settings].join(' ');
}
