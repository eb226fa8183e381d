import { duration } from '../duration.js';
import { type Finding, finding, placeIn } from '../finding.js';
import { moment } from '../moment.js';
import type { TestLog } from '../rule-tests/read-log.js';
import { countSteps, type Entry, MOST_STEPS, stepsOf, timeWithin } from '../rule-tests/repeat.js';
import type { Path, YamlFile } from '../yaml/yaml-file.js';
import type { FindingCode } from './finding-codes.js';

/** What a schema cannot say of the log of a test: that moments are some and do not go back, and what can be repeated how. */
export function lintLog(file: YamlFile, log: TestLog, path: Path): readonly Finding[] {
  if (typeof log === 'string') return [];
  const tell = (below: Path, code: FindingCode, message: string, remedy: string) =>
    finding(code, placeIn(file, [...path, ...below]), message, remedy);
  const wrong = log.flatMap((entry, i) => (typeof entry === 'string' ? [] : lintEntry(entry, [i], tell)));
  if (wrong.length > 0) return wrong;
  if (countSteps(log) > MOST_STEPS)
    return [
      tell(
        [],
        'too_many_entries',
        `the log comes to ${countSteps(log)} entries`,
        'Repeat less often: 100,000 are enough.',
      ),
    ];
  return goingBack(log, tell);
}

type Tell = (below: Path, code: FindingCode, message: string, remedy: string) => Finding;
type Mapping = Exclude<Entry, string>;

function lintEntry(entry: Mapping, at: Path, tell: Tell): readonly Finding[] {
  const { lines, line, source, repeat, values, every } = entry;
  const found: Finding[] = [];
  const add = (code: FindingCode, key: string, message: string, remedy: string) =>
    found.push(tell([...at, key], code, message, remedy));
  if (entry.at !== undefined && moment(entry.at) === undefined)
    add('wrong_form', 'at', `there is no moment \`${entry.at}\``, 'Write +30s, or 2025-01-02T03:04:05Z.');
  for (const key of ['every', 'from', 'step', 'values', 'lines'] as const)
    if (entry[key] !== undefined && repeat === undefined)
      add('bad_repetition', key, `\`${key}\` is about repetitions, and nothing is repeated`, 'Add `repeat: 10`, say.');
  for (const key of ['line', 'source', 'blind', 'job'] as const)
    if (entry[key] !== undefined && lines !== undefined)
      add('bad_repetition', key, `\`${key}\` stands beside \`lines\``, 'Put it into an entry of `lines`.');
  const texts = [
    line,
    source,
    ...(lines ?? []).flatMap((one) => (typeof one === 'string' ? one : [one.line, one.source])),
  ];
  const uses = texts.some((text) => text?.includes('{value}'));
  if (values !== undefined && !uses)
    add('bad_repetition', 'values', 'no line holds `{value}`', 'Write `{value}` where they stand in the line.');
  if (repeat !== undefined && values === undefined && uses)
    add(
      'bad_repetition',
      'repeat',
      '`{value}` is not known',
      'Add `values: [1.5, 2]`, or `values: { from: 3, by: -0.1 }`.',
    );
  const period = every === undefined ? undefined : duration(every);
  if (period !== undefined && period < timeWithin(entry))
    add(
      'bad_repetition',
      'every',
      'a repetition takes longer than that',
      'Make it longer than the times in `lines` are together.',
    );
  for (const [i, one] of (lines ?? []).entries()) {
    if (typeof one === 'string') continue;
    const below = [...at, 'lines', i];
    found.push(
      ...(one.repeat === undefined
        ? lintEntry(one, below, tell)
        : [tell([...below, 'repeat'], 'bad_repetition', 'a repetition stands in another', 'Write one of them out.')]),
    );
  }
  return found;
}

function goingBack(log: readonly Entry[], tell: Tell): readonly Finding[] {
  let known: number | undefined;
  const found = new Map<string, Finding>();
  for (const { moment, place } of stepsOf(log)) {
    if (moment === undefined) continue;
    const before = known;
    if ('at' in moment) known = moment.at;
    else if (known !== undefined) known += moment.after;
    if (before === undefined || known === undefined || known >= before) continue;
    const remedy = 'Put the entries in order of time.';
    const message = 'the moment lies before that of an entry above';
    found.set(place.join('/'), tell([...place, 'at'], 'time_goes_back', message, remedy));
  }
  return [...found.values()];
}
