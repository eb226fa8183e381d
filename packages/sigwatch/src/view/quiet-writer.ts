import type { Writable } from 'node:stream';

export interface QuietWriter {
  write(text: string): void;
  /** False once the reader is gone. */
  isOpen(): boolean;
  /** True while the reader is slower than we are. */
  isFull(): boolean;
  close(): void;
}

/** Writes until the reader goes away, and then nothing: `sigwatch … | head` must not end the supervision. */
export function quietWriter(out: Writable): QuietWriter {
  let open = true;
  const onError = () => {
    open = false;
  };
  out.on('error', onError);
  return {
    write(text) {
      if (open && !out.destroyed && !out.writableEnded) out.write(text);
    },
    isOpen: () => open && !out.destroyed,
    isFull: () => out.writableNeedDrain,
    close() {
      // EPIPE of an earlier write may come later than this; the listener goes when all writes have been answered.
      const remove = (error?: Error | null) => {
        // A failed write answers first and emits its error after that: then the listener must stay.
        if (!error) out.off('error', onError);
      };
      if (open && !out.destroyed && !out.writableEnded) out.write('', remove);
      open = false;
    },
  };
}
