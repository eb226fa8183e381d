import { type Happening, LOG, type Script, type ScriptedJob } from '../../replay/script.js';
import { type Entry, type Step, stepsOf } from './repeat.js';

/** The log of a test as YAML has it. */
export type TestLog = string | readonly Entry[];

/** The text of one source of a test. */
export interface LogText {
  readonly id: string;
  readonly text: string;
}

/** What is printed, source by source. */
export function textsOf(log: TestLog): readonly LogText[] {
  if (typeof log === 'string') return [{ id: LOG, text: whole(log) }];
  const texts = new Map<string, string>([[LOG, '']]);
  for (const { line, source = LOG } of stepsOf(log))
    if (line !== undefined) texts.set(source, `${texts.get(source) ?? ''}${printed(line)}`);
  if (texts.size > 1 && texts.get(LOG) === '') texts.delete(LOG);
  return [...texts].map(([id, text]) => ({ id, text }));
}

/** Its lines, whatever source and moment they have. */
export const linesOf = (log: TestLog): readonly string[] =>
  textsOf(log).flatMap(({ text }) => text.replace(/\n$/, '').split('\n'));

/** What happens and when; undefined for a log that is nothing but its lines. */
export function scriptOf(log: TestLog): Script | undefined {
  if (typeof log === 'string' || log.every((entry) => typeof entry === 'string')) return undefined;
  const steps = [...stepsOf(log)];
  const platform = steps
    .map(({ job }) => (typeof job === 'object' ? job.platform : undefined))
    .find((one) => one !== undefined);
  return { happenings: steps.map(happeningOf), ...(platform === undefined ? {} : { platform }) };
}

function happeningOf({ moment, line, source, blind, job }: Step): Happening {
  const named = source === undefined ? {} : { source };
  const why = blind === true ? "it can't be read" : blind;
  return {
    ...moment,
    ...(line === undefined ? {} : { lines: { source: source ?? LOG, text: line } }),
    ...(blind === undefined ? {} : { blind: { ...named, ...(typeof why === 'string' ? { error: why } : {}) } }),
    ...(job === undefined ? {} : { job: jobOf(job) }),
  };
}

function jobOf(job: Step['job'] & {}): ScriptedJob {
  if (typeof job === 'string') return { unknown: 'it does not answer' };
  const { platform: _, ...status } = job;
  return status;
}

const printed = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);
/** An empty log has no line, not an empty one. */
const whole = (text: string): string => (text === '' ? text : printed(text));
