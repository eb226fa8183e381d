import * as zlib from 'node:zlib';
import type { Unpacker } from './unpacked.js';

/** How a file is compressed, by its first bytes. */
export interface Compression {
  /** Makes what unpacks it; absent where this Node can't. `lenient`: a file that breaks off is one that ends there. */
  readonly unpack: ((lenient: boolean) => Unpacker) | undefined;
  /** It is made of parts that are unpacked one after the other. */
  readonly inFrames?: boolean;
  /** Why it can't be read, and what to do. */
  refusal(path: string): string;
}

/** How much is unpacked at a time, in bytes. */
const CHUNK = 256 * 1024;
const MOST_MAGIC = 10;

type Unpack = (options: object) => Unpacker;
/** Node 22.15 and later have it. */
const { createZstdDecompress } = zlib as { createZstdDecompress?: Unpack };

export const readsZstd = createZstdDecompress !== undefined;

const kinds: readonly (Compression & { readonly magic: Buffer })[] = [
  {
    magic: Buffer.from([0x1f, 0x8b]),
    unpack: (lenient) =>
      zlib.createGunzip({ chunkSize: CHUNK, ...(lenient && { finishFlush: zlib.constants.Z_SYNC_FLUSH }) }),
    refusal: (path) => `${path} is compressed by gzip`,
  },
  {
    magic: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]),
    unpack: zstd(createZstdDecompress),
    inFrames: true,
    refusal: (path) =>
      refusal(path, 'zstd', 'zstdcat', `which Node ${process.versions.node} can't read (22.15 and later can)`),
  },
  {
    magic: Buffer.from('\xfd7zXZ\0', 'latin1'),
    unpack: undefined,
    refusal: (path) => refusal(path, 'xz', 'xzcat', "which sigwatch can't read"),
  },
  {
    // One digit is its block size.
    magic: Buffer.from('BZh\x001AY&SY', 'latin1'),
    unpack: undefined,
    refusal: (path) => refusal(path, 'bzip2', 'bzcat', "which sigwatch can't read"),
  },
];

function refusal(path: string, name: string, command: string, why: string): string {
  return `it is compressed by ${name}, ${why}: unpack it on the way, ${command} ${path} | sigwatch scan - (or replay -)`;
}

/** Exported for tests: what Node makes of a zstd file, given that it knows any. */
export function zstd(create: Unpack | undefined): Compression['unpack'] {
  if (create === undefined) return undefined;
  const { ZSTD_e_flush } = zlib.constants as { ZSTD_e_flush?: number };
  return (lenient) => create({ chunkSize: CHUNK, ...(lenient && { finishFlush: ZSTD_e_flush }) });
}

/** `read` fills a buffer from the start of the file, and says how many bytes there were. Undefined for a plain file. */
export function compressionOf(read: (into: Buffer) => number): Compression | undefined {
  const head = Buffer.alloc(MOST_MAGIC);
  const length = read(head);
  return kinds.find(({ magic }) => length >= magic.length && magic.every((byte, i) => byte === head[i] || byte === 0));
}
