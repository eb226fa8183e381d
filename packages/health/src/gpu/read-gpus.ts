import type { HealthDevice } from '@sigwatch/core';
import { COLUMNS } from './commands.js';
import { type Cell, numberIn, readCell, textIn } from './value.js';

/** What nvidia-smi told of a node's GPUs. Without `error` all of them are in `gpus`. */
export interface ReadGpus {
  readonly gpus: readonly HealthDevice[];
  /** Why some or all of them could not be read, in nvidia-smi's words. */
  readonly error?: string;
  /** nvidia-smi runs, and there is no GPU. */
  readonly none?: true;
}

/**
 * Reads the answer to `gpuCommand`. Lines that are no row are what the driver says beside them; a GPU that it has lost
 * is one of them, and often the only one. Never throws.
 */
export function readGpus(
  output: string,
  exit_code: number | undefined,
  columns: readonly string[] = COLUMNS,
): ReadGpus {
  const rows: HealthDevice[] = [];
  const other: string[] = [];
  for (const line of output.split('\n').map((text) => text.trim())) {
    if (line === '') continue;
    const row = rowOf(line, columns);
    if (row === undefined) other.push(line);
    else rows.push(row);
  }
  const gpus = [...rows, ...other.flatMap((line) => lostIn(line, rows))];
  if (other.some((line) => line.includes('No devices were found'))) return { gpus: [], none: true };
  if (exit_code === 0 && rows.length > 0) return { gpus };
  const words = other.find((line) => !line.startsWith('WARNING:')) ?? other[0];
  if (exit_code === undefined)
    return { gpus, error: `${words === undefined ? '' : `${words} — `}it did not end in time` };
  return { gpus, error: words ?? `it ended with exit code ${exit_code} and said nothing` };
}

function rowOf(line: string, columns: readonly string[]): HealthDevice | undefined {
  const cells = line.split(',').map(readCell);
  if (cells.length !== columns.length) return undefined;
  const cell = (name: string): Cell | undefined => cells[columns.indexOf(name)];
  const index = cell('index');
  if (index?.is !== 'number' && index?.is !== 'failed') return undefined;
  const failed = worst(cells);
  const mig = textIn(cell('mig.mode.current')) === 'Enabled';
  const bus = textIn(cell('pci.bus_id'));
  return {
    index: numberIn(index),
    uuid: textIn(cell('uuid')),
    ...(bus === null ? {} : { bus }),
    name: textIn(cell('name')),
    // Of a GPU that is cut into instances some drivers say 0: that is nobody's load.
    utilization: mig ? null : percent(numberIn(cell('utilization.gpu'))),
    memory_used: numberIn(cell('memory.used')),
    memory_total: numberIn(cell('memory.total')),
    temperature: numberIn(cell('temperature.gpu')),
    ecc_uncorrected: numberIn(cell('ecc.errors.uncorrected.volatile.total')),
    ...(mig ? { mig } : {}),
    ...(failed === undefined ? {} : { problem: failed }),
  };
}

/** A counter that fails alone (ECC of a card without it) is no broken GPU; one that is lost fails in all that it is asked. */
function worst(cells: readonly Cell[]): HealthDevice['problem'] | undefined {
  const whys = cells.flatMap((cell) => (cell.is === 'failed' ? [cell.why] : []));
  if (whys.includes('lost')) return 'lost';
  if (whys.includes('needs_reset')) return 'needs_reset';
  return whys.length > 1 ? 'failed' : undefined;
}

const percent = (value: number | null): number | null => (value === null || value < 0 || value > 100 ? null : value);

const HANDLE = 'Unable to determine the device handle for';

/**
 * `Unable to determine the device handle for GPU 0000:0B:00.0: GPU is lost. Reboot the system…`; newer ones write
 * `for GPU0: 0000:0B:00.0: Unknown Error`, older ones no blank.
 */
function lostIn(line: string, rows: readonly HealthDevice[]): readonly HealthDevice[] {
  const at = line.indexOf(HANDLE);
  if (at < 0) return [];
  const bus = busIn(line.slice(at + HANDLE.length));
  if (rows.some((row) => row.bus !== undefined && bus !== undefined && isSameBus(row.bus, bus))) return [];
  return [
    {
      index: null,
      uuid: null,
      ...(bus === undefined ? {} : { bus }),
      name: null,
      utilization: null,
      memory_used: null,
      memory_total: null,
      temperature: null,
      ecc_uncorrected: null,
      problem: line.includes('requires reset') ? 'needs_reset' : 'lost',
    },
  ];
}

/** The first text of the form `0000:0b:00.0`. */
export function busIn(text: string): string | undefined {
  for (let at = 0; at < text.length; at++) {
    if (!isBusChar(text[at])) continue;
    let end = at;
    while (end < text.length && isBusChar(text[end])) end++;
    const word = text.slice(at, end);
    const parts = word.split(':').filter((part) => part !== '');
    if (parts.length >= 3) return parts.slice(-3).join(':');
    at = end;
  }
  return undefined;
}

const isBusChar = (char: string | undefined): boolean =>
  char !== undefined &&
  ((char >= '0' && char <= '9') ||
    (char >= 'a' && char <= 'f') ||
    (char >= 'A' && char <= 'F') ||
    char === ':' ||
    char === '.');

/** `00000000:3B:00.0` of nvidia-smi is `0000:3b:00` of the kernel. */
export function isSameBus(one: string, other: string): boolean {
  const tail = (bus: string) => {
    const [domain = '', number = '', device = ''] = bus.toLowerCase().split(':');
    return `${Number.parseInt(domain, 16)}:${number}:${device.split('.')[0]}`;
  };
  return tail(one) === tail(other);
}
