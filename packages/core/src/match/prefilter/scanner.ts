import { scannerModule } from '../../generated/scanner-module.js';
import { lazily } from '../lazily.js';

/** What packages/core/assembly exports; addresses and lengths are bytes. */
export interface ScannerExports {
  find(plan: number, from: number, to: number): void;
  goOn(plan: number): void;
  countLines(from: number, to: number): number;
  /** Bit 0: a byte is no ASCII; bit 1: a byte is `\r`. */
  kindsOfBytes(from: number, to: number): number;
}

/** An instance of the scanner's module with a memory of its own. */
export interface Scanner {
  readonly exports: ScannerExports;
  /** The address of that many bytes, zeroed, that nobody else gets; a multiple of 64. Views made before are void. */
  reserve(bytes: number): number;
  /** All of the memory; void after the next `reserve`. */
  memory(): Buffer;
}

export interface ScannerOptions {
  /** Whether other threads may be given the memory. Default: false. */
  readonly shared?: boolean;
}

const PAGE = 64 * 1024;
/** As far as 32-bit addresses go. */
const MOST_PAGES = 64 * 1024;
/** A shared memory is set aside at once, as far as it may grow: 256 MiB. */
const MOST_PAGES_SHARED = 4 * 1024;
const ALIGNMENT = 64;

/** Before this flag stands the name of the import; it tells whether the memory has an end (1) and is shared (2). */
const IMPORT = Buffer.from('\x06memory\x02');

const own = lazily(() => compiled(false));
const shared = lazily(() => compiled(true));

/** What is compiled is the same in both; only what memory it takes is declared. */
function compiled(isShared: boolean): WebAssembly.Module | 'unsupported' {
  const bytes = Buffer.from(scannerModule, 'base64');
  if (isShared) bytes[bytes.indexOf(IMPORT) + IMPORT.length]! |= 2;
  return WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : 'unsupported';
}

/** `undefined` where there is no WebAssembly with SIMD, or no memory to be had. */
export function openScanner({ shared: isShared = false }: ScannerOptions = {}): Scanner | undefined {
  const module = isShared ? shared() : own();
  if (module === 'unsupported') return undefined;
  const memory = someMemory(isShared);
  if (!memory) return undefined;
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  let used = ALIGNMENT;
  return {
    exports: exports as unknown as ScannerExports,
    reserve(bytes) {
      const at = used;
      used += Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
      const lacking = used - memory.buffer.byteLength;
      if (lacking > 0) memory.grow(Math.ceil(lacking / PAGE));
      return at;
    },
    memory: () => Buffer.from(memory.buffer),
  };
}

/** A process whose address space is limited may be denied what every memory sets aside. */
function someMemory(isShared: boolean): WebAssembly.Memory | undefined {
  try {
    return new WebAssembly.Memory({ initial: 1, maximum: isShared ? MOST_PAGES_SHARED : MOST_PAGES, shared: isShared });
  } catch {
    return undefined;
  }
}
