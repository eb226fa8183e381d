import type { Millis } from '@sigwatch/core';
import { type Asking, ask } from './ask.js';
import { expandNodes } from './node-list.js';
import { parseTime } from './times.js';

/** A job that slurmctld knows: it lives, or ended less than `MinJobAge` ago. */
export interface LiveJob {
  /** Of an array the array's, of a heterogeneous job the leader's. */
  readonly base: string;
  /** Of an array task. What is left of an array that was cancelled while it waited has none. */
  readonly task?: string;
  /** Of a heterogeneous job. */
  readonly component?: number;
  /** The id that is SLURM's own, of a task and of a component too. */
  readonly raw: string;
  /** `RUNNING`, or a flag that stands before it, such as `COMPLETING`. */
  readonly state: string;
  /** `None`, `Resources`, `NonZeroExitCode` … */
  readonly reason: string;
  readonly restarts: number;
  /** See `parseExit`. */
  readonly exit: string;
  /** Of this incarnation. */
  readonly submitted: Millis;
  /** Of one that waits: when it is expected to start. */
  readonly started?: Millis;
  /** When it ended, or will be ended. */
  readonly ends?: Millis;
  readonly uid: number;
  readonly user: string;
  readonly nodes: readonly string[];
  readonly name: string;
  readonly comment?: string;
  /** As the user wrote it, `%j` and all, with its directory. */
  readonly stdout?: string;
  readonly stderr?: string;
  readonly directory: string;
  /** The script; missing for `--wrap`. */
  readonly command?: string;
}

/** Control characters, which nobody writes into a name; a row that is torn by one all the same is left out. */
const FIELD = '\x1f';
const ROW = '\x1e';

// What users choose stands last.
const FIELDS = [
  ...['JobArrayID', 'JobID', 'State', 'Reason', 'RestartCnt', 'exit_code', 'SubmitTime', 'StartTime', 'EndTime'],
  ...['UserID', 'UserName', 'NodeList', 'Name', 'Comment', 'STDOUT', 'STDERR', 'WorkDir', 'Command'],
] as const;

// The restart count is no letter of `--format`. A width of 0 is as wide as needed; what follows it is put behind the field.
const FORMAT = FIELDS.map((name, i) => `${name}:0${i === FIELDS.length - 1 ? ROW : FIELD}`).join(',');

/** All jobs of some users, in one call; ended ones too while slurmctld knows them. */
export async function askSqueue(asking: Asking, users: readonly string[]): Promise<string> {
  const args = ['-h', '-a', '-r', '-t', 'all', '-u', users.join(','), '-O', FORMAT];
  return ask(asking, 'squeue', args);
}

/** One job, whoever's it is; of an array or a heterogeneous job all parts. Unknown ids are an error of squeue's. */
export async function askSqueueOne(asking: Asking, id: string): Promise<string> {
  return ask(asking, 'squeue', ['-h', '-a', '-r', '-t', 'all', '-j', id, '-O', FORMAT]);
}

export function parseSqueue(text: string): readonly LiveJob[] {
  return text.split(ROW).flatMap((row) => parseRow(row) ?? []);
}

/** Whether nothing of an answer was left out: of what is not understood, nothing may follow from its absence. */
export function isWhole(text: string, rows: readonly LiveJob[]): boolean {
  const pieces = text.split(ROW);
  const behind = pieces.at(-1)?.replaceAll(/^CLUSTER: .*$/gm, '') ?? '';
  return pieces.length - 1 === rows.length && behind.trim() === '';
}

function parseRow(row: string): LiveJob | undefined {
  const values = row.split(FIELD);
  if (values.length !== FIELDS.length) return undefined;
  const [shown = '', raw = '', state = '', reason = '', restarts = '', exit = '', submit = '', start = '', end = ''] =
    values;
  const [uid = '', user = '', nodes = '', name = '', comment = '', stdout = '', stderr = '', directory = '', command] =
    values.slice(9);
  // The first one stands behind the line end of the last row, or behind `CLUSTER: name`.
  const id = parseShownId(shown.slice(shown.lastIndexOf('\n') + 1));
  const submitted = parseTime(submit);
  if (id === undefined || submitted === undefined || !/^\d+$/.test(restarts)) return undefined;
  const started = parseTime(start);
  const ends = parseTime(end);
  return {
    ...id,
    raw,
    state,
    reason,
    restarts: Number(restarts),
    exit,
    submitted,
    ...(started === undefined ? {} : { started }),
    ...(ends === undefined ? {} : { ends }),
    uid: Number(uid),
    user,
    nodes: expandNodes(nodes),
    name,
    ...given('comment', comment),
    ...given('stdout', stdout),
    ...given('stderr', stderr),
    directory,
    ...given('command', command ?? ''),
  };
}

const given = <K extends string>(key: K, value: string) =>
  (value === '' || value === '(null)' || value === 'N/A' ? {} : { [key]: value }) as { readonly [key in K]?: string };

/** `12`, `12_3`, `12+1`. */
export function parseShownId(
  text: string,
): { readonly base: string; readonly task?: string; readonly component?: number } | undefined {
  const [, base, sign, part] = /^(\d+)(?:([_+])(\d+))?$/.exec(text) ?? [];
  if (base === undefined) return undefined;
  if (part === undefined) return { base };
  return sign === '_' ? { base, task: part } : { base, component: Number(part) };
}
