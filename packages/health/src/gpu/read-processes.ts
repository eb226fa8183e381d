import { numberIn, readCell, textIn } from './value.js';

/** A program on a GPU, as `processCommand` has it answered. Memory in MiB; null where the driver does not tell it. */
export interface GpuProcess {
  readonly uuid: string;
  readonly pid: number;
  readonly name: string | null;
  readonly memory_used: number | null;
}

/** Rows `UUID, PID, NAME, MEMORY`; a name may hold commas. Lines that are none are passed over. */
export function readProcesses(output: string): readonly GpuProcess[] {
  return output.split('\n').flatMap((line) => {
    const cells = line.split(',');
    if (cells.length < 4) return [];
    const [uuid = '', pid = ''] = cells.map((cell) => cell.trim());
    const number = Number(pid);
    // MIG instances have ids of their own.
    const isUuid = uuid.startsWith('GPU-') || uuid.startsWith('MIG-');
    if (!isUuid || !Number.isInteger(number) || number <= 0) return [];
    const name = readCell(cells.slice(2, -1).join(',').trim());
    return [{ uuid, pid: number, name: textIn(name), memory_used: numberIn(readCell(cells.at(-1) ?? '')) }];
  });
}
