import type { Millis } from '@sigwatch/core';
import { UnansweredError } from '@sigwatch/core';
import { type Asking, ask } from './ask.js';
import { expandNodes, numbers } from './node-list.js';
import { parseShownId } from './squeue.js';
import { parseTime, slurmTime } from './times.js';

/** What accounting tells of one incarnation of a job. It lags by seconds, or as long as slurmdbd is away. */
export interface AccountedJob {
  readonly base: string;
  readonly task?: string;
  readonly component?: number;
  readonly raw: string;
  /** `CANCELLED` without who did it. */
  readonly state: string;
  /** The uid in `CANCELLED by 1000`. */
  readonly by?: number;
  /** See `parseExit`. Exit codes from 128 on are told without their highest bit. */
  readonly exit: string;
  readonly submitted: Millis;
  /** `submitted` is when it started: its submission is not known. */
  readonly rough?: boolean;
  /** Its end was written before its beginning: name, directory and whose it is are not told yet. */
  readonly partial?: boolean;
  readonly started?: Millis;
  readonly ended?: Millis;
  readonly nodes: readonly string[];
  /** What it waited for last. */
  readonly reason: string;
  readonly uid: number;
  readonly user: string;
  readonly name: string;
  /** Only where `AccountingStoreFlags` has `job_comment`. */
  readonly comment?: string;
  readonly submitLine?: string;
  readonly directory?: string;
}

const FIELD = '\x1f';

// The first and the last can hold no line end, so that rows are told apart whatever stands between.
const FIELDS = [
  ...['JobID', 'JobIDRaw', 'State', 'ExitCode', 'Submit', 'Start', 'End', 'NodeList', 'Reason'],
  ...['User', 'JobName', 'Comment', 'WorkDir'],
] as const;
const LAST = 'UID';
/** Since 21.08. */
const SUBMIT_LINE = 'SubmitLine';

export interface Wanted {
  /** Plain ids (`123`, `123_4`); all jobs of `user` where none are named. */
  readonly ids?: readonly string[];
  readonly user?: string;
  readonly name?: string;
  /** Jobs that ended before are left out. */
  readonly since: Millis;
  /** Whether the version knows it. */
  readonly submitLine: boolean;
  /** Asks what `JobCompType` has kept, where there is no database. It knows no submit time. */
  readonly completion?: boolean;
}

/** All incarnations of jobs. */
export async function askSacct(asking: Asking, wanted: Wanted): Promise<readonly AccountedJob[]> {
  const { ids, user, name, since, submitLine, completion = false } = wanted;
  const fields = [...FIELDS, ...(submitLine ? [SUBMIT_LINE] : []), LAST];
  const args = [
    ...(completion ? ['-c'] : []),
    ...['-X', '-n', '-P', '-D', `--delimiter=${FIELD}`, '-S', slurmTime(since), '-o', fields.join(',')],
    ...(ids === undefined ? [] : ['-j', ids.join(',')]),
    ...(user === undefined ? [] : ['-u', user]),
    ...(name === undefined ? [] : [`--name=${name}`]),
  ];
  const text = await ask(asking, 'sacct', args);
  const rows = parseSacct(text, submitLine);
  if (rows.length === 0 && text.trim() !== '') throw new UnansweredError('what sacct says is not understood');
  return completion ? rows.map((row) => ({ ...row, rough: true })) : rows;
}

/** In the order in which they were submitted. */
export function parseSacct(text: string, submitLine: boolean): readonly AccountedJob[] {
  const width = FIELDS.length + (submitLine ? 2 : 1);
  const found: AccountedJob[] = [];
  const values = text.split(FIELD);
  // The last field of a row and the first of the next one stand together, with a line end between.
  let first = values[0] ?? '';
  for (let at = 0; at + width - 1 < values.length; at += width - 1) {
    const joined = values[at + width - 1] ?? '';
    const end = joined.indexOf('\n');
    const last = end < 0 ? joined : joined.slice(0, end);
    found.push(...parseRow([first, ...values.slice(at + 1, at + width - 1), last], submitLine));
    first = end < 0 ? '' : joined.slice(end + 1);
  }
  return found.sort((a, b) => a.submitted - b.submitted || (a.started ?? 0) - (b.started ?? 0));
}

function parseRow(values: readonly string[], withLine: boolean): readonly AccountedJob[] {
  const [shown = '', raw = '', word = '', exit = '', submit = '', start = '', end = '', nodes = '', reason = ''] =
    values;
  const [user = '', name = '', comment = '', directory = ''] = values.slice(9);
  const submitLine = withLine ? (values[13] ?? '') : '';
  const submitted = parseTime(submit);
  if (submitted === undefined) return [];
  const [, state = word, by] = /^(\w+) by (\d+)$/.exec(word) ?? [];
  const started = parseTime(start);
  const ended = parseTime(end);
  const rest = {
    raw,
    state,
    ...(by === undefined ? {} : { by: Number(by) }),
    exit,
    submitted,
    ...(started === undefined ? {} : { started }),
    ...(ended === undefined ? {} : { ended }),
    nodes: expandNodes(nodes),
    reason,
    uid: Number(values.at(-1)),
    user,
    name,
    ...(comment === '' ? {} : { comment }),
    ...(submitLine === '' ? {} : { submitLine }),
    ...(directory === '' ? { partial: true } : { directory }),
  };
  return shownIds(shown).map((id) => ({ ...id, ...rest }));
}

/** Tasks that have not begun stand in one row: `12_[2-3%2]`. */
function shownIds(text: string): readonly NonNullable<ReturnType<typeof parseShownId>>[] {
  const [, base, tasks] = /^(\d+)_\[([^\]]*)\]$/.exec(text) ?? [];
  if (base !== undefined && tasks !== undefined) return numbers(tasks).map((task) => ({ base, task }));
  const id = parseShownId(text);
  return id === undefined ? [] : [id];
}
