import type { Executed } from '@sigwatch/core';
import type { NodeMeasured } from '../report.js';
import { COLUMNS, gpuCommand, isRefused, kernelCommand, PLAIN_COLUMNS, processCommand } from './commands.js';
import { readGpus } from './read-gpus.js';
import { readProcesses } from './read-processes.js';
import { readXids } from './read-xids.js';

/** Runs a command on every node, and tells what each answered. */
export type AskNodes = (command: readonly string[]) => Promise<readonly Executed[]>;

/**
 * Asks all nodes for their GPUs, for the programs on them, and for what their kernels have logged. Rejects when no node
 * can be asked for GPUs; what else can't be had is left out.
 */
export async function askNodes(
  program: readonly string[],
  ask: AskNodes,
  /** The same, ended so early that there is time for another question. */
  askEarly: AskNodes = ask,
): Promise<readonly NodeMeasured[]> {
  const [gpus, programs, kernels] = await Promise.all([
    askGpus(program, ask, askEarly),
    ask(processCommand(program)).catch(() => []),
    ask(kernelCommand).catch(() => []),
  ]);
  const of = (answers: readonly Executed[], node: string) => answers.find((answer) => answer.node === node);
  return gpus.map(({ node, output, exit_code, columns }) => {
    const kernel = of(kernels, node);
    const { gpus: devices, error } = readGpus(output, exit_code, columns);
    // Where every GPU that could not be read is known by its address, nothing of the node is unread.
    const explained = devices.some(({ problem }) => problem !== undefined);
    return {
      node,
      gpus: [...devices],
      processes: readProcesses(of(programs, node)?.output ?? ''),
      xids: kernel === undefined ? null : unless(readXids(kernel.output, kernel.exit_code)),
      ...(error === undefined || explained ? {} : { error: error.slice(0, 300) }),
    };
  });
}

const unless = <T>(list: readonly T[] | null): T[] | null => (list === null ? null : [...list]);

type Answer = Executed & { readonly columns: readonly string[] };

/** A driver that does not know one of the columns is asked for those that every driver knows. */
async function askGpus(program: readonly string[], ask: AskNodes, askEarly: AskNodes): Promise<readonly Answer[]> {
  const all = (await askEarly(gpuCommand(program))).map((answer): Answer => ({ ...answer, columns: COLUMNS }));
  if (!all.some(({ output }) => isRefused(output))) return all;
  const again = await ask(gpuCommand(program, PLAIN_COLUMNS)).catch(() => []);
  return all.map((answer) => {
    const plain = isRefused(answer.output) ? again.find(({ node }) => node === answer.node) : undefined;
    return plain === undefined ? answer : { ...plain, columns: PLAIN_COLUMNS };
  });
}
