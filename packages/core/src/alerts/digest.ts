import type { Notice, Severity, Transition } from '../contract.js';
import { digest } from '../hash.js';
import { problems } from './notice-words.js';

const order: readonly Severity[] = ['warning', 'error', 'critical', 'fatal'];
/** So many are told by name in the plain text. */
const NAMED = 20;
/** So many different things to do, and to have happened, are told. */
const DIFFERENT = 4;

/**
 * Several notices as one. What is not the same for all is left out, or said of how many it is true; whose it is are those
 * of the first. `notices` has at least one.
 */
export function digestOf(notices: readonly Notice[]): Notice {
  const [first] = notices as readonly [Notice];
  if (notices.length === 1) return first;
  const { run_id, name, attempt, at, transition, state } = first;
  const runs = notices.map((notice) => {
    const { run_id, name, attempt, transition, dedup_key, problem, resolved } = notice;
    return {
      ...{ run_id, name, attempt, transition, reason: causeOf(notice), dedup_key },
      ...(problem === undefined ? {} : { problem }),
      ...(resolved === undefined ? {} : { resolved }),
    };
  });
  const count = new Set(notices.map(({ run_id }) => run_id)).size;
  const who = `${count} ${count === 1 ? 'run' : 'runs'}`;
  const title = count === notices.length ? who : `${notices.length} notices of ${who}`;
  const reason = `${countedOf(notices.map(headlineOf), ', ')}.`;
  const action_required = remediesOf(notices);
  const named = notices.slice(0, NAMED).map((notice) => `${notice.title}. ${causeOf(notice)}`);
  const more = notices.length > NAMED ? [`… and ${notices.length - NAMED} more.`] : [];
  const remedy = action_required === undefined ? [] : [`Action required: ${action_required}`];
  return {
    ...{ run_id, name, attempt, at, transition, state },
    ...sharedBy(notices, ['node', 'instance', 'phase']),
    // Filters go by the type of error.
    ...(same(notices, ({ root }) => root?.error_type) && first.root !== undefined ? { root: first.root } : {}),
    severity: notices.reduce((worst, { severity }) => worseOf(worst, severity), first.severity),
    title,
    reason,
    ...(action_required === undefined ? {} : { action_required }),
    text: [`${title}: ${countsOf(notices)}.`, ...remedy, ...named, ...more].join('\n'),
    links: first.links.filter(({ url }) => notices.every(({ links }) => links.some((link) => link.url === url))),
    dedup_key: `digest/${digest(runs.map(({ dedup_key }) => dedup_key).join('\n'))}`,
    runs,
  };
}

const worseOf = (a: Severity, b: Severity): Severity => (order.indexOf(b) > order.indexOf(a) ? b : a);

const same = (notices: readonly Notice[], of: (notice: Notice) => unknown): boolean =>
  new Set(notices.map(of)).size === 1;

/** What is the same for all of them. */
function sharedBy<K extends keyof Notice>(notices: readonly Notice[], keys: readonly K[]): Partial<Pick<Notice, K>> {
  const [first] = notices as readonly [Notice];
  const shared = keys.filter((key) => first[key] !== undefined && same(notices, (notice) => notice[key]));
  return Object.fromEntries(shared.map((key) => [key, first[key]])) as Partial<Pick<Notice, K>>;
}

/** The line that tells why, and then what happened: many that fail together mostly ended alike. */
const causeOf = ({ root, reason, transition }: Notice): string =>
  root === undefined || !problems.has(transition) || reason.includes(root.text) ? reason : `${root.text} · ${reason}`;

/** Its title without the name of the run. */
const headlineOf = ({ title, name }: Notice): string =>
  title.startsWith(`${name}: `) ? title.slice(name.length + 2) : title;

/** What has to be done, of those that need somebody; undefined: nothing. */
function remediesOf(notices: readonly Notice[]): string | undefined {
  const needy = notices.filter(({ transition }) => problems.has(transition));
  const all = needy.length > 0 ? needy : notices;
  const remedies = all.flatMap(({ action_required }) => (action_required ? [action_required] : []));
  if (remedies.length === 0) return undefined;
  const [only, ...others] = new Set(remedies);
  return others.length === 0 ? only : countedOf(remedies, '\n');
}

/** `12 × failed (oom), 7 × stalled`: the most frequent first. */
function countedOf(texts: readonly string[], between: string): string {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  const sorted = [...counts].sort((a, b) => b[1] - a[1]);
  const told = sorted.slice(0, DIFFERENT).map(([text, count]) => `${count} × ${text}`);
  const left = sorted.slice(DIFFERENT).reduce((sum, [, count]) => sum + count, 0);
  return [...told, ...(left > 0 ? [`${left} × something else`] : [])].join(between);
}

/** `150 failed, 50 restarted`. */
function countsOf(notices: readonly Notice[]): string {
  const counts = new Map<Transition, number>();
  for (const { transition } of notices) counts.set(transition, (counts.get(transition) ?? 0) + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([transition, n]) => `${n} ${transition.replace('_', ' ')}`)
    .join(', ');
}
