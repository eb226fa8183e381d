import { UnansweredError } from '@sigwatch/core';
import type { Getting, Got, HeartbeatStore } from './store/heartbeat-store.js';

/** A store that a test fills, with the time of the test. */
export class MemoryStore implements HeartbeatStore {
  readonly root = 's3://bucket/runs';
  readonly lag = 300_000;
  requests = 0;
  closed = false;
  /** Why it does not answer now. */
  down: string | undefined;
  readonly #files = new Map<string, { readonly bytes: Buffer; readonly modified: number }>();
  readonly asked: string[] = [];

  constructor(private readonly now: () => number) {}

  write(path: string, content: string | object | Buffer, modified = this.now()): void {
    const bytes = Buffer.isBuffer(content)
      ? content
      : Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
    this.#files.set(path, { bytes, modified });
  }

  remove(path: string): void {
    this.#files.delete(path);
  }

  async get(path: string, _: AbortSignal, { known, from = 0, length }: Getting = {}): Promise<Got> {
    this.#ask(path);
    const file = this.#files.get(path);
    const answered = this.now();
    if (file === undefined) return { kind: 'absent', answered };
    const { bytes, modified } = file;
    const etag = `${modified}-${bytes.length}-${bytes.toString('latin1').slice(-40)}`;
    if (etag === known) return { kind: 'unchanged', answered };
    const part = bytes.subarray(from, length === undefined ? undefined : from + length);
    return { kind: 'found', entry: { path, etag, modified, size: bytes.length }, bytes: part, from, answered };
  }

  async *list(prefix: string) {
    this.#ask(prefix);
    for (const [path, { bytes, modified }] of this.#files)
      if (path.startsWith(prefix)) yield { path, etag: `${modified}`, modified, size: bytes.length };
  }

  async *folders(): AsyncGenerator<string> {}

  async put(path: string, bytes: Uint8Array): Promise<void> {
    this.write(path, Buffer.from(bytes));
  }

  async delete(path: string): Promise<void> {
    this.remove(path);
  }

  close(): void {
    this.closed = true;
  }

  #ask(path: string): void {
    this.requests++;
    this.asked.push(path);
    if (this.down !== undefined) throw new UnansweredError(this.down);
  }
}
