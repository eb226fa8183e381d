import { readPart } from './read-part.js';
import type { CheckpointFs } from './types.js';

/** The format's own limit; a larger length is a torn or foreign file. */
const LARGEST_HEADER = 100_000_000;

/** What is wrong with a safetensors file of `size` bytes, or undefined when its length is what its header says. */
export async function checkSafetensors(path: string, size: number, fs: CheckpointFs): Promise<string | undefined> {
  if (size < 10) return 'is shorter than a safetensors header';
  const file = await fs.open(path, 'r');
  try {
    const length = Number((await readPart(file, 0, 8)).readBigUInt64LE(0));
    if (length > LARGEST_HEADER || length > size - 8) return 'ends inside its safetensors header';
    const header = parseHeader(await readPart(file, 8, length));
    if (header === undefined) return 'has a safetensors header that is no JSON';
    const expected = 8 + length + dataBytes(header);
    return expected === size ? undefined : `has ${size} bytes where its header announces ${expected}`;
  } finally {
    await file.close();
  }
}

function parseHeader(bytes: Buffer): Record<string, { data_offsets?: unknown }> | undefined {
  try {
    const header: unknown = JSON.parse(bytes.toString('utf8'));
    return typeof header === 'object' && header !== null ? (header as Record<string, object>) : undefined;
  } catch {
    return undefined;
  }
}

function dataBytes(header: Record<string, { data_offsets?: unknown }>): number {
  let end = 0;
  for (const [name, tensor] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const offsets = tensor?.data_offsets;
    const last = Array.isArray(offsets) ? offsets[1] : undefined;
    end = Math.max(end, typeof last === 'number' ? last : Number.NaN);
  }
  return end;
}
