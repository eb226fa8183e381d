import type { ColabAdapter } from '@sigwatch/core';

/** What `adapter: { class_name: ColabAdapter, … }` says, by schemas/components/ColabAdapter.schema.json. */
export type ColabSettings = Omit<ColabAdapter, 'class_name'>;

/** Hours that a session lasts at most; Colab promises none of them, and may end it before. */
const HOURS = { free: 12, pro: 24, pro_plus: 24 } as const;

/** Variables that say when the session of this machine began (Unix seconds) and how long it lasts; the Python client reads the same. */
export const SESSION_START = 'SIGWATCH_SESSION_START';
export const SESSION_HOURS = 'SIGWATCH_SESSION_HOURS';

type Variables = Readonly<Record<string, string | undefined>>;

/** How many hours a session lasts: as it is said, else by the environment, else by the plan. */
export function hoursOf({ session_hours, plan = 'free' }: ColabSettings, env: Variables = {}): number {
  const said = session_hours === undefined ? undefined : Number(session_hours);
  return positive(said) ?? positive(numberIn(env[SESSION_HOURS])) ?? HOURS[plan];
}

/** When the session began, in ms since the epoch, where somebody says so. */
export function startSaid({ session_start: said }: ColabSettings, env: Variables = {}): number | undefined {
  const seconds = typeof said === 'number' ? said : (numberIn(said) ?? undefined);
  if (seconds !== undefined) return seconds * 1000;
  if (typeof said === 'string') {
    const at = Date.parse(said);
    if (Number.isNaN(at))
      throw new Error(`session_start of ColabAdapter is no time: ${said}. Give Unix seconds, or 2026-03-02T10:00:00Z.`);
    return at;
  }
  const variable = numberIn(env[SESSION_START]);
  return variable === undefined ? undefined : variable * 1000;
}

function numberIn(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+(?:\.\d+)?$/.test(text.trim()) ? Number(text) : undefined;
}

const positive = (value: number | undefined): number | undefined =>
  value !== undefined && Number.isFinite(value) && value > 0 ? value : undefined;
