import type { JobRef, KnownJob } from '@sigwatch/core';
import type { OtherSide } from '../ask/other-side.js';
import { ADAPTER, jobRef, parseId } from '../job/identity.js';
import { lookUpScript, processScript } from '../script/look-up.js';

/**
 * The job that somebody has named: one of ours, or a process that runs already, whose log is read from the path that the id
 * names (from the process's own folder where it is relative). Undefined where there is none. With what begins it anew.
 */
export async function lookUp(
  side: OtherSide,
  directory: string,
  id: JobRef['id'],
  abort: AbortSignal,
): Promise<KnownJob | undefined> {
  abort.throwIfAborted();
  const named = parseId(id);
  if (named === undefined) return undefined;
  if (named.kind === 'job') {
    const [claim = '', rest] = firstLine(await side.look(lookUpScript, [directory, named.name], abort));
    if (claim === '') return undefined;
    return { job: jobRef(named.name, claim), name: named.name, ...commandIn(rest) };
  }
  const args = named.kind === 'process' ? [named.pid, ''] : ['', named.path];
  const [first, rest] = firstLine(await side.look(processScript, args, abort));
  if (first === '') return undefined;
  const [pid, ...incarnation] = first.split('/');
  const command = commandIn(rest);
  const log = named.log.startsWith('/') ? named.log : `${command.command?.cwd ?? ''}/${named.log}`;
  const job: JobRef = { id: `${ADAPTER}:${pid}@${log}`, incarnation: ['-', pid, ...incarnation].join('/') };
  return { job, ...command };
}

const firstLine = (text: string): readonly [string, string] => {
  const end = text.indexOf('\n');
  return end < 0 ? [text, ''] : [text.slice(0, end), text.slice(end + 1)];
};

/** Folder and words, each with a NUL behind it. */
function commandIn(text: string): Pick<KnownJob, 'command'> {
  const [cwd = '', ...argv] = text.split('\0').slice(0, -1);
  return cwd === '' || argv.length === 0 ? {} : { command: { argv, cwd } };
}
