import { scannerModule } from '../../generated/scanner-module.js';
import { lazily } from '../lazily.js';

/** What packages/core/assembly exports; addresses and lengths are bytes. */
export interface ScannerExports {
  countLines(from: number, to: number): number;
  /** 1, 0 or -1: see `LineProgram`. */
  runProgram(program: number, start: number, end: number): number;
}

/** An instance of the scanner's module with a memory of its own. */
export interface Scanner {
  readonly exports: ScannerExports;
  /** The address of that many bytes, zeroed, that nobody else gets; a multiple of 64. Views made before are void. */
  reserve(bytes: number): number;
  /** All of the memory; void after the next `reserve`. */
  memory(): Buffer;
}

const PAGE = 64 * 1024;
/** As far as 32-bit addresses go; V8 gives less where the machine has less. */
const MOST_PAGES = 64 * 1024;
const ALIGNMENT = 64;

const compiled = lazily(() => {
  const bytes = Buffer.from(scannerModule, 'base64');
  return WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : 'unsupported';
});

/** `undefined` where there is no WebAssembly with SIMD. */
export function openScanner(): Scanner | undefined {
  const module = compiled();
  if (module === 'unsupported') return undefined;
  const memory = new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES });
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
