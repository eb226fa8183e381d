import type { RuleTestEntry } from '../../generated/monitor.js';
import type { CaseEntry } from '../../generated/rule-tests.js';
import { type Happening, LOG, type Script, type ScriptedJob } from '../../replay/script.js';
import type { Finding } from '../finding.js';
import { finding, placeIn } from '../finding.js';
import { moment } from '../moment.js';
import type { Path, YamlFile } from '../yaml/yaml-file.js';

type Entry = CaseEntry | RuleTestEntry;
/** The log of a test as YAML has it. */
export type TestLog = string | readonly Entry[];

export interface LogText {
  readonly id: string;
  readonly text: string;
}

/** What is printed, source by source. */
export function textsOf(log: TestLog): readonly LogText[] {
  if (typeof log === 'string') return [{ id: LOG, text: whole(log) }];
  const texts = new Map<string, string>([[LOG, '']]);
  for (const entry of log) {
    const { line, source = LOG } = typeof entry === 'string' ? { line: entry } : entry;
    if (line !== undefined) texts.set(source, `${texts.get(source) ?? ''}${printed(line)}`);
  }
  if (texts.size > 1 && texts.get(LOG) === '') texts.delete(LOG);
  return [...texts].map(([id, text]) => ({ id, text }));
}

/** Its lines, whatever source and moment they have. */
export const linesOf = (log: TestLog): readonly string[] => textsOf(log).flatMap(({ text }) => text.split('\n'));

/** What happens and when; undefined for a log that is nothing but its lines. */
export function scriptOf(log: TestLog): Script | undefined {
  if (typeof log === 'string' || log.every((entry) => typeof entry === 'string')) return undefined;
  const platform = log
    .map((entry) => (typeof entry === 'object' && typeof entry.job === 'object' ? entry.job.platform : undefined))
    .find((one) => one !== undefined);
  return { happenings: log.map(happeningOf), ...(platform === undefined ? {} : { platform }) };
}

/** What a schema cannot say of moments: that they are some, and that they do not go back. */
export function lintMoments(file: YamlFile, log: TestLog, path: Path): readonly Finding[] {
  if (typeof log === 'string') return [];
  let known: number | undefined;
  return log.flatMap((entry, i) => {
    if (typeof entry === 'string' || entry.at === undefined) return [];
    const given = moment(entry.at);
    const tell = (code: 'wrong_form' | 'time_goes_back', message: string, remedy: string) => [
      finding(code, placeIn(file, [...path, i, 'at']), message, remedy),
    ];
    if (given === undefined)
      return tell('wrong_form', `there is no moment \`${entry.at}\``, 'Write +30s, or 2025-01-02T03:04:05Z.');
    const before = known;
    if ('at' in given) known = given.at;
    else if (known !== undefined) known += given.after;
    return before !== undefined && known !== undefined && known < before
      ? tell('time_goes_back', 'the moment lies before that of an entry above', 'Put the entries in order of time.')
      : [];
  });
}

function happeningOf(entry: Entry): Happening {
  if (typeof entry === 'string') return { lines: { source: LOG, text: entry } };
  const { at, line, source, blind, job } = entry;
  const named = source === undefined ? {} : { source };
  const why = blind === true ? "it can't be read" : blind;
  return {
    ...(at === undefined ? {} : moment(at)),
    ...(line === undefined ? {} : { lines: { source: source ?? LOG, text: line } }),
    ...(blind === undefined ? {} : { blind: { ...named, ...(typeof why === 'string' ? { error: why } : {}) } }),
    ...(job === undefined ? {} : { job: jobOf(job) }),
  };
}

function jobOf(job: Exclude<Entry, string>['job'] & {}): ScriptedJob {
  if (typeof job === 'string') return { unknown: 'it does not answer' };
  const { platform: _, ...status } = job;
  return status;
}

const printed = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);
/** An empty log has no line, not an empty one. */
const whole = (text: string): string => (text === '' ? text : printed(text));
