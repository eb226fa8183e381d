interface Closable {
  close(): void;
}

/**
 * Closes readers when their abort is signalled. Many have one abort in common: with a listener for each, every new one
 * would be compared with all, and take more memory than the rest of an idle reader.
 */
export class Closing {
  readonly #open = new WeakMap<AbortSignal, { readonly readers: Set<Closable>; readonly end: () => void }>();

  join(abort: AbortSignal, reader: Closable): void {
    if (abort.aborted) return reader.close();
    const known = this.#open.get(abort);
    if (known !== undefined) {
      known.readers.add(reader);
      return;
    }
    const readers = new Set([reader]);
    const end = () => {
      for (const one of [...readers]) one.close();
    };
    this.#open.set(abort, { readers, end });
    abort.addEventListener('abort', end, { once: true });
  }

  leave(abort: AbortSignal, reader: Closable): void {
    const known = this.#open.get(abort);
    if (!known?.readers.delete(reader) || known.readers.size > 0) return;
    this.#open.delete(abort);
    abort.removeEventListener('abort', known.end);
  }
}
