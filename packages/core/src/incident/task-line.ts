/** What a launcher tells of a task that has ended. */
export interface TaskLine {
  readonly node: string;
  /** Missing where it tells of several at once. */
  readonly task?: number;
  /** Not ended by the launcher after another one. */
  readonly by_itself: boolean;
  readonly out_of_memory: boolean;
}

const MARK = 'srun: error: ';
const HEAD = 200;
/** What the launcher does to the tasks that are left; and what they do when their peers are gone. */
const BY_OTHERS = ['Terminated', 'Killed', 'Aborted', 'Hangup', 'Interrupt'];

/** `srun: error: node07: task 3: Out Of Memory`; undefined for any other line. */
export function taskLine(text: string): TaskLine | undefined {
  const at = text.slice(0, HEAD).indexOf(MARK);
  if (at < 0) return undefined;
  const [node = '', tasks = '', ...rest] = text.slice(at + MARK.length).split(': ');
  const [word, number = ''] = tasks.split(' ');
  if ((word !== 'task' && word !== 'tasks') || !isName(node)) return undefined;
  const said = rest.join(': ');
  const task = Number(number);
  return {
    node,
    ...(number !== '' && Number.isInteger(task) ? { task } : {}),
    by_itself: said !== '' && !BY_OTHERS.some((other) => said.startsWith(other)),
    out_of_memory: said.toLowerCase().startsWith('out of memory'),
  };
}

const isName = (text: string): boolean =>
  text !== '' && !text.includes(' ') && !text.includes('[') && text.length <= 64;
