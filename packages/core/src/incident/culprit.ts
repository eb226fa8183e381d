import { errorType } from '../config/error-types.js';
import type { Culprit, Signal } from '../contract.js';
import { originOf } from '../match/line-origin.js';
import { sourceOrigin } from './source-origin.js';
import { type TaskLine, taskLine } from './task-line.js';

const NODE_FIELDS = ['node', 'host', 'hostname', 'node_name', 'nodename', 'ip'] as const;
const GPU_FIELDS = ['gpu', 'gpu_id', 'gpu_index', 'device', 'device_id', 'pci'] as const;
const LONGEST = 64;

/**
 * Which rank, node and GPU failed, as far as lines name them; undefined where none does. `nodes` are those of the job,
 * as its platform tells, empty where it doesn't: a name that is none of them is no node of this job.
 *
 * Who reports a failure need not be who failed: of a collective that timed out all ranks report that they waited for
 * one. The table of error types says of which types the reporter is at fault; of the others only what a rule has read
 * from the line as the node counts.
 */
export function culpritOf(root: Signal, signals: readonly Signal[], nodes: readonly string[]): Culprit | undefined {
  const own = errorType(root.error_type)?.reporter_at_fault === true;
  const told = named(root, own);
  const from: Culprit = own ? { ...sourceOf(root, nodes), ...lineOf(root), ...told } : told;
  const known = own ? { ...fromTasks(root, from, signals), ...fromRank(root, from, signals, nodes), ...from } : from;
  return checked(known, own ? nodes : [], nodes);
}

/** What the rule has read from the line. */
function named({ fields }: Signal, own: boolean): Culprit {
  const text = (names: readonly string[]) => {
    const value = names.map((name) => fields[name]).find((one) => one !== undefined);
    return value === undefined || !isPlain(String(value)) ? undefined : String(value);
  };
  const number = (name: string) => {
    const value = Number(fields[name] ?? Number.NaN);
    return Number.isInteger(value) && value >= 0 ? value : undefined;
  };
  const rank = number('missing_rank') ?? (own ? (number('rank') ?? number('global_rank')) : undefined);
  return defined({
    rank,
    local_rank: own ? number('local_rank') : undefined,
    node: text(NODE_FIELDS),
    gpu: text(GPU_FIELDS),
  });
}

/** Who printed the line, by what stands before it. */
function lineOf({ text }: Signal): Culprit {
  const { rank, local_rank, host, gpu } = originOf(text);
  const task = taskLine(text);
  return defined({ rank: rank ?? task?.task, local_rank, node: host ?? task?.node, gpu });
}

/** Whose log the line stands in. */
function sourceOf({ source, line }: Signal, nodes: readonly string[]): Culprit {
  return line === 0 ? {} : sourceOrigin(source, nodes);
}

/** Other lines of the same process name its node and its GPU. */
function fromRank(root: Signal, { rank }: Culprit, signals: readonly Signal[], nodes: readonly string[]): Culprit {
  const { node: _, ...process } = sourceOf(root, nodes);
  const ownLog = Object.keys(process).length > 0;
  const told = signals
    .filter((signal) => signal !== root)
    .map((signal) => ({ signal, who: { ...sourceOf(signal, nodes), ...lineOf(signal) } }))
    .filter(
      ({ signal, who }) => (rank !== undefined && who.rank === rank) || (ownLog && signal.source === root.source),
    );
  const only = (name: 'node' | 'gpu') =>
    onlyOne(told.flatMap(({ who }) => (who[name] === undefined ? [] : [who[name]])));
  return defined({ node: only('node'), gpu: only('gpu') });
}

/** The launcher tells which of its tasks ended by itself, and where it ran: `srun: error: node07: task 3: Out Of Memory`. */
function fromTasks(root: Signal, { rank }: Culprit, signals: readonly Signal[]): Culprit {
  const ended = signals.map(({ text }) => taskLine(text)).filter((one): one is TaskLine => one?.by_itself === true);
  const memory = ended.filter((one) => one.out_of_memory);
  const telling = root.error_type === 'oom' && memory.length > 0 ? memory : ended;
  const same = rank === undefined ? telling : telling.filter(({ task }) => task === rank);
  const tasks = same.flatMap(({ task }) => (task === undefined ? [] : [String(task)]));
  const task = same.length === tasks.length ? onlyOne(tasks) : undefined;
  return defined({ node: onlyOne(same.map(({ node }) => node)), rank: task === undefined ? undefined : Number(task) });
}

/** Without a node that is none of the job's, and what can be no name; with the only node that the job has. */
function checked(found: Culprit, one: readonly string[], nodes: readonly string[]): Culprit | undefined {
  const node = plain(found.node);
  const rest = { rank: whole(found.rank), local_rank: whole(found.local_rank), gpu: plain(found.gpu) };
  const known = nodes.length === 0 ? node : nodes.find((name) => node !== undefined && short(name) === short(node));
  const culprit = defined({ ...rest, node: known ?? (one.length === 1 && node === undefined ? one[0] : undefined) });
  return Object.keys(culprit).length === 0 ? undefined : culprit;
}

const short = (host: string): string => host.split('.', 1)[0]?.toLowerCase() ?? '';

/** One name and not a list or a range of them, nor anything that a shell or a terminal would read. */
function isPlain(text: string): boolean {
  return text !== '' && text.length <= LONGEST && [...text].every(isPlainChar) && !text.startsWith('-');
}

const plain = (text: string | undefined) => (text !== undefined && isPlain(text) ? text : undefined);
const whole = (number: number | undefined) => (Number.isSafeInteger(number) ? number : undefined);

const isPlainChar = (char: string): boolean =>
  (char >= '0' && char <= '9') || (char >= 'a' && char <= 'z') || (char >= 'A' && char <= 'Z') || '._:-'.includes(char);

function onlyOne(names: readonly string[]): string | undefined {
  const different = new Set(names);
  return different.size === 1 ? names[0] : undefined;
}

function defined(given: { readonly [K in keyof Culprit]: Culprit[K] | undefined }): Culprit {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
