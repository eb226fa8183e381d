import { sanitize } from '../../../view/sanitize.js';
import { fromHere } from '../place.js';
import type { Comparison } from './compare.js';
import type { Entry } from './course.js';

/** What differs, for a person: what base made of the log (-), what head makes of it (+), and why. */
export function comparisonText({ log, changes, why }: Comparison): readonly string[] {
  return [
    `DIFF  ${log}`,
    ...changes.flatMap(({ side, entry }) => {
      const [first = '', ...more] = entryText(entry);
      return [`      ${side === 'base' ? '-' : '+'} ${first}`, ...more.map((line) => `          ${line}`)];
    }),
    ...(why.length === 0 ? [] : ['      why']),
    ...why.flatMap(({ text, log_text, because }) => [
      `        ${text}`,
      ...(log_text === undefined ? [] : [`          | ${short(log_text)}`]),
      ...(because === undefined ? [] : [`          because ${because}`]),
    ]),
    '',
  ].map(sanitize);
}

function entryText({ kind, data, attempt, at }: Entry): readonly string[] {
  const when = new Date(at).toISOString().slice(0, 19).replace('T', ' ');
  const which = attempt > 1 ? ` of attempt ${attempt}` : '';
  if (kind === 'state') return [`state     ${String(data.state)}`];
  if (kind === 'decision') {
    const { action, reason, delay_seconds, max_retries, restarts_used } = data;
    const nth = action === 'restart' ? ` ${Number(restarts_used) + 1} of ${max_retries}` : '';
    const wait = delay_seconds === undefined ? '' : ` in ${delay_seconds}s`;
    return [`decision${which}  ${action}${nth}${wait} at ${when}`, `because ${String(reason)}`];
  }
  const { signal, error_type, source, line, text } = data.root as Readonly<Record<string, string | number>>;
  const place = Number(line) > 0 ? ` at ${fromHere(String(source))}:${line}` : '';
  return [
    `${kind}${which}  ${error_type}, a ${data.mode}: root ${signal}${place}`,
    ...(text === undefined ? [] : [`| ${short(String(text))}`]),
    ...(kind === 'false alarm' ? [`because ${String(data.reason)}`] : []),
  ];
}

/** What differs, for a program. */
export function comparisonData({ log, same, changes, why }: Comparison): object {
  const of = (name: 'base' | 'head') =>
    changes
      .filter(({ side }) => side === name)
      .map(({ entry: { kind, at, attempt, data } }) => ({
        kind,
        timestamp: new Date(at).toISOString(),
        attempt,
        data,
      }));
  return { log, same, base: of('base'), head: of('head'), why };
}

const short = (text: string): string => (text.length <= 160 ? text : `${text.slice(0, 159)}…`);
