import { runtimeStart } from './runtime-start.js';
import { type ColabSettings, hoursOf, SESSION_HOURS, SESSION_START, startSaid } from './settings.js';

/** The session of a runtime; times in ms since the epoch. */
export interface Session {
  readonly start: number;
  readonly hours: number;
  /** When Colab ends it at the latest. */
  readonly ends_at: number;
}

export interface SessionDeps {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly now?: () => number;
  /** Where the kernel tells of processes. Default: `/proc`. */
  readonly proc?: string;
}

/** When the session began and when it ends; undefined where nothing tells when it began. Throws where the settings are none. */
export function colabSession(
  settings: ColabSettings,
  { env = {}, now = Date.now, proc }: SessionDeps = {},
): Session | undefined {
  const hours = hoursOf(settings, env);
  const start = startSaid(settings, env) ?? runtimeStart(proc);
  // A clock that is set back would give time that there is not.
  const known = start === undefined ? undefined : Math.min(start, now());
  return known === undefined ? undefined : { start: known, hours, ends_at: known + hours * 3_600_000 };
}

/** What a job is told, so that its clock is the same. */
export function sessionVariables(session: Session | undefined): Readonly<Record<string, string>> {
  if (session === undefined) return {};
  return { [SESSION_START]: String(session.start / 1000), [SESSION_HOURS]: String(session.hours) };
}

/** What is said at the start of a run. */
export const IDLE_WARNING =
  'Colab also ends sessions that nobody uses, mostly after 90 minutes without a running cell or anybody at the notebook: ' +
  'keep this cell running, and its tab open.';
