/** One cell of nvidia-smi's CSV. `unsupported`: this GPU has no such number; `failed`: the driver could not tell it. */
export type Cell =
  | { readonly is: 'number'; readonly value: number }
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'unsupported' }
  | { readonly is: 'failed'; readonly why: 'lost' | 'needs_reset' | 'failed' };

/** Reads a cell as drivers from 384 to 580 write it; with `nounits`, numbers stand alone. */
export function readCell(cell: string): Cell {
  const text = cell.trim();
  const number = Number(text);
  if (text !== '' && Number.isFinite(number)) return { is: 'number', value: number };
  const word = text.replaceAll('[', '').replaceAll(']', '').trim().toLowerCase();
  if (word === '' || UNSUPPORTED.has(word)) return { is: 'unsupported' };
  if (word.includes('gpu is lost') || word.includes('fallen off the bus')) return { is: 'failed', why: 'lost' };
  if (word.includes('requires reset')) return { is: 'failed', why: 'needs_reset' };
  if (word.startsWith('unknown error') || word === 'err!' || word === 'gpu access blocked by the operating system')
    return { is: 'failed', why: 'failed' };
  return { is: 'text', text };
}

export const numberIn = (cell: Cell | undefined): number | null => (cell?.is === 'number' ? cell.value : null);
export const textIn = (cell: Cell | undefined): string | null => (cell?.is === 'text' ? cell.text : null);

const UNSUPPORTED: ReadonlySet<string> = new Set(['n/a', 'not supported', 'insufficient permissions', 'not found']);
