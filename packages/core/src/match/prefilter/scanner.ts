import { scannerModule } from '../../generated/scanner-module.js';
import { lazily } from '../lazily.js';

/** What packages/core/assembly exports; addresses and lengths are bytes. */
export interface ScannerExports {
  find(plan: number, from: number, to: number): void;
  goOn(plan: number): void;
  findRuns(plan: number, from: number, to: number): void;
  goOnRuns(plan: number): void;
  /** 1, 0 or -1: see `LineProgram`. */
  runProgram(program: number, start: number, end: number): number;
  /** Bit 0: a byte is no ASCII; bit 1: a byte is `\r`; above them, how many `\n` there are. */
  survey(from: number, to: number): number;
}

/** An instance of the scanner's module with a memory of its own. */
export interface Scanner {
  readonly exports: ScannerExports;
  /** The address of that many bytes, zeroed, that nobody else gets; a multiple of 64. Throws RangeError beyond `left`. */
  reserve(bytes: number): number;
  /** How many bytes can still be reserved. */
  readonly left: number;
  /** All of the memory. */
  memory(): Buffer;
}

export interface ScannerOptions {
  /** Whether other threads may be given the memory. Default: false. */
  readonly shared?: boolean;
  /** `false`: there is none, as if WebAssembly had no SIMD. Default: true. */
  readonly simd?: boolean;
}

const PAGE = 64 * 1024;
/**
 * Of one instance. It never grows, since whoever reads into it would then read into nothing; what is not written to takes
 * no memory of the machine.
 */
const SIZE = 64 * 1024 * 1024;
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
export function openScanner({ shared: isShared = false, simd = true }: ScannerOptions = {}): Scanner | undefined {
  if (!simd) return undefined;
  const module = isShared ? shared() : own();
  if (module === 'unsupported') return undefined;
  const memory = someMemory(isShared);
  if (!memory) return undefined;
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const bytes = Buffer.from(memory.buffer);
  let used = ALIGNMENT;
  return {
    exports: exports as unknown as ScannerExports,
    get left() {
      return SIZE - used;
    },
    reserve(wanted) {
      const at = used;
      const end = used + Math.ceil(wanted / ALIGNMENT) * ALIGNMENT;
      if (end > SIZE) throw new RangeError(`the scanner's memory has no ${wanted} bytes left`);
      used = end;
      return at;
    },
    memory: () => bytes,
  };
}

/** A process whose address space is limited may be denied what every memory sets aside. */
function someMemory(shared: boolean): WebAssembly.Memory | undefined {
  try {
    return new WebAssembly.Memory({ initial: SIZE / PAGE, maximum: SIZE / PAGE, shared });
  } catch {
    return undefined;
  }
}
