import type { ComponentConfig, Json, Millis, Notice, OutboxEntry, RunState, Transition } from '../contract.js';
import type { News } from './alert-state.js';
import { type AlertSettings, toldByDefault } from './settings.js';

/** What a notifier is told of: any of what is named. */
export interface AlertTrigger {
  readonly transition?: readonly Transition[];
  readonly decision?: readonly string[];
  readonly state?: readonly RunState[];
}

/** The kind of the outbox's entries that are notices. */
export const NOTICE = 'notifier';

/** What such an entry holds. */
export interface NoticePayload {
  /** What the journal calls the notifier. */
  readonly notifier: string;
  readonly class_name: string;
  /** Its settings, where no secret stands in them: it can be made from them by whoever finds the entry. */
  readonly config?: ComponentConfig;
  readonly notice: Notice;
  readonly queued_at: Millis;
  /** Since when nothing was taken of what the notifier was told. */
  readonly failing_since?: Millis;
  /** Of the tries those after which it said when to come back. */
  readonly asked?: number;
}

/** How the sending of a notice has gone so far. */
export type SoFar = Pick<NoticePayload, 'failing_since' | 'asked'>;

/** A payload with how its sending has gone by now. */
export function withSoFar(
  { failing_since: _, asked: __, ...payload }: NoticePayload,
  { failing_since, asked }: SoFar,
): NoticePayload {
  return {
    ...payload,
    ...(failing_since === undefined ? {} : { failing_since }),
    ...(asked === undefined ? {} : { asked }),
  };
}

/** A notifier as the run has it. */
export interface ToldNotifier {
  readonly id: string;
  readonly config: ComponentConfig;
  /** Nothing in `config` is a secret. */
  readonly open: boolean;
}

/** The entries that news become: one for each notifier that asks for it, in order. `attempt`: the present one. */
export function noticeEntries(
  news: readonly News[],
  notifiers: readonly ToldNotifier[],
  settings: Pick<AlertSettings, 'on'>,
  now: Millis,
): readonly OutboxEntry[] {
  return news.flatMap((one) =>
    notifiers.flatMap(({ id, config, open }): OutboxEntry[] => {
      const transition = asked(config.on as AlertTrigger | undefined, settings.on, one);
      if (transition === undefined) return [];
      const { on: _, ...plain } = config;
      const payload: NoticePayload = {
        notifier: id,
        class_name: config.class_name,
        ...(open ? { config: plain as ComponentConfig } : {}),
        notice: { ...one.notice, transition },
        queued_at: now,
      };
      const { dedup_key, reminder, attempt } = one.notice;
      const key = `notice/${dedup_key}${reminder === undefined ? '' : `/reminder-${reminder}`}/${id}`;
      return [
        {
          ...{ key, attempt, kind: NOTICE, payload: payload as unknown as Json },
          ...{ status: 'queued', tries: 0, not_before: 0 },
        },
      ];
    }),
  );
}

/** As what a notifier is told of it; undefined: it does not ask for it. */
function asked(
  on: AlertTrigger | undefined,
  fallback: readonly Transition[] | undefined,
  { notice, also, states, decision, suspicion, closes }: News,
): Transition | undefined {
  const named = on?.transition ?? (on === undefined ? fallback : []);
  const all = [notice.transition, ...also];
  if (named !== undefined || on !== undefined) {
    const hit = all.find((one) => named?.includes(one) === true);
    if (hit !== undefined && (suspicion !== true || named?.includes('degraded') === true)) return hit;
    if (decision !== undefined && on?.decision?.includes(decision) === true) return notice.transition;
    if (states.some((state) => on?.state?.includes(state) === true)) return notice.transition;
    return undefined;
  }
  if (suspicion === true) return undefined;
  return toldByDefault.includes(notice.transition) || closes === true ? notice.transition : undefined;
}

/** The payload of an entry, where it is a notice that this version knows. */
export function noticePayload(entry: OutboxEntry): NoticePayload | undefined {
  const payload = entry.payload as unknown as Partial<NoticePayload> | null;
  return entry.kind === NOTICE && typeof payload?.notifier === 'string' ? (payload as NoticePayload) : undefined;
}
