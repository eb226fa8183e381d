import type { Millis, Notice, RunState, Transition } from '../contract.js';
import type { AlertContext, AlertState } from './alert-state.js';
import { type Said, severityOf, wordsOf } from './notice-words.js';

/** What a notice is made for. */
export interface Change {
  readonly transition: Transition;
  readonly state: RunState;
  readonly reason: string;
  /** Its key below the run's. */
  readonly key: string;
  readonly attempt: number;
  readonly at: Millis;
  readonly decision?: Notice['decision'];
  readonly reminder?: number;
  /** Can't wait, and is about nothing else that is wrong. */
  readonly urgent?: true;
  /** What it is about, where that is not what is suspected. */
  readonly about?: AlertState['trouble'] | undefined;
}

/** What a change brings beside itself, for who is to be told of it. */
export interface Extra extends Pick<Change, 'decision' | 'reminder' | 'about' | 'urgent'> {
  readonly also?: readonly Transition[];
  readonly states?: readonly RunState[];
  readonly suspicion?: boolean;
  readonly closes?: boolean;
  readonly attempt?: number;
}

/** The notice of a change, with all that is known of it. Pure. */
export function noticeOf(before: AlertState, context: AlertContext, what: Change): Notice {
  const { transition, state, reason, key, attempt, at } = what;
  const { trouble: present, node, instance, phase, hit, held } = before;
  const problem = what.urgent === true ? undefined : before.problem;
  const stood = held ?? context;
  const isGood = transition === 'recovered' || transition === 'succeeded' || transition === 'started';
  const trouble: AlertState['trouble'] =
    isGood || what.urgent === true
      ? undefined
      : (what.about ?? present ?? problem?.trouble ?? (hit?.at === at ? hit : undefined));
  const where = trouble?.node ?? node ?? stood.node;
  const incident = trouble?.incident ?? problem?.trouble?.incident;
  const said: Said = {
    ...{ run_id: context.run_id, name: context.name, attempt, at, transition, state },
    severity: what.urgent === true ? 'critical' : severityOf(transition),
    dedup_key: `${context.run_id}/${key}`,
    ...(problem === undefined ? {} : { problem: problem.key }),
    ...(problem !== undefined && (isGood || transition === 'cancelled') ? { resolved: true as const } : {}),
    ...(incident === undefined ? {} : { incident }),
    reason: sentence(reason),
    ...(trouble === undefined ? {} : { root: trouble.root }),
    ...(trouble?.action_required === undefined ? {} : { action_required: trouble.action_required }),
    ...defined({ instance: instance ?? context.instance, node: where, phase: phase ?? context.phase }),
    ...defined({ step: stood.step, total: stood.total, last_line: stood.last_line, log: context.log }),
    duration_seconds: Math.round((at - context.began) / 1000),
    ...(context.cost === undefined || transition === 'started' ? {} : { cost: context.cost }),
    links: [...(context.links ?? []), ...linksOf(context, attempt)],
    ...(what.decision === undefined ? {} : { decision: what.decision }),
    ...(what.reminder === undefined ? {} : { reminder: what.reminder }),
  };
  return { ...said, ...wordsOf(said, context.dry_run) };
}

/** Two sentences for one, where they differ. */
export const both = (first: string, second: string): string =>
  first === second ? first : `${sentence(first)} ${sentence(second)}`;

/** Why it failed, and what was decided. */
export const failureOf = ({ reason, decision }: NonNullable<AlertState['held']>): string =>
  decision === undefined ? reason : both(reason, decision.reason);

const sentence = (text: string): string =>
  (/[.!?]$/.test(text) ? text : `${text}.`).replace(/^./, (first) => first.toUpperCase());

function linksOf({ settings, run_id, name, job_id }: AlertContext, attempt: number): Notice['links'] {
  const values: Readonly<Record<string, string | undefined>> = { run_id, name, attempt: String(attempt), job_id };
  return settings.links.flatMap(({ name: title, url }) => {
    let whole = true;
    const filled = url.replace(/\{(\w+)\}/g, (_, key: string) => {
      const value = values[key];
      if (value === undefined) whole = false;
      return encodeURIComponent(value ?? '');
    });
    return whole ? [{ name: title, url: filled }] : [];
  });
}

export function defined<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}
