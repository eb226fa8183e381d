import type { Deps, Millis, RemotePart } from '@sigwatch/core';
import { WebSocket } from 'ws';
import { LogAnswerError, type LogServer } from './server.js';

/** So many bytes wait to be read before the socket is paused, and then so few before it goes on. */
const FULL = 1 << 20;
const LOW = 256 << 10;
/** One message is up to ten lines, however long they are. */
const LONGEST = 256 << 20;

const NOTHING = Buffer.alloc(0);
const TICK: Millis = 250;
/**
 * When it is asked whether the other side is there (ms). Ray's tail sends without a pause until it is at the file's end,
 * so that a gap tells that it was there. What it read last it sends a second later, it looks again after two more, and
 * asks for the job's state in between: `lag`. Before the first byte it may be slow to begin.
 */
const PROOF = { gap: 700, begin: 6_000, quiet: 5_000, lag: 5_000 } as const;

/** What Ray's tail of a log sends. Ends when the other side ends it with 1000, or at `abort`; throws at any other end. */
export async function* tailSocket(
  server: LogServer,
  path: string,
  deps: Deps,
  abort: AbortSignal,
): AsyncGenerator<RemotePart> {
  const tail = new Tail(server, path, deps, server.headers());
  abort.addEventListener('abort', tail.close, { once: true });
  try {
    if (!abort.aborted) yield* tail.parts();
  } finally {
    abort.removeEventListener('abort', tail.close);
    tail.close();
  }
}

class Tail {
  readonly #socket: WebSocket;
  readonly #queue: RemotePart[] = [];
  #waiting = 0;
  #over: { readonly error?: Error } | undefined;
  #news: () => void = () => {};
  #cancel: () => void;
  #opened: Millis | undefined;
  #heard: Millis | undefined;
  #proved: Millis = 0;
  #asked: Millis | undefined;

  constructor(
    server: LogServer,
    path: string,
    private readonly deps: Deps,
    headers: Readonly<Record<string, string>>,
  ) {
    this.#socket = new WebSocket(`${server.address.replace(/^http/i, 'ws')}${path}`, {
      // Ray 2.9 fails without a name.
      headers: { 'user-agent': 'sigwatch', ...headers },
      perMessageDeflate: false,
      handshakeTimeout: 30_000,
      maxPayload: LONGEST,
      ...server.tls,
    });
    this.#cancel = deps.schedule(deps.now() + TICK, this.#tick);
    this.#socket
      .on('open', () => {
        this.#opened = deps.now();
      })
      .on('message', (data) => this.#take(data as Buffer))
      .on('pong', () => this.#pong())
      .on('unexpected-response', (_, answer) => {
        answer.resume();
        this.#end(new LogAnswerError(answer.statusCode ?? 0, path, ''));
        this.#socket.terminate();
      })
      .on('error', (error) => this.#end(error))
      .on('close', (code) => this.#end(code === 1000 ? undefined : new Error(`Ray ends ${path} with ${code}`)));
  }

  async *parts(): AsyncGenerator<RemotePart> {
    for (;;) {
      const part = this.#queue.shift();
      if (part !== undefined) {
        this.#waiting -= part.bytes.length;
        if (this.#waiting < LOW && this.#socket.isPaused) this.#socket.resume();
        yield part;
      } else if (this.#over) {
        if (this.#over.error) throw this.#over.error;
        return;
      } else
        await new Promise<void>((resolve) => {
          this.#news = resolve;
        });
    }
  }

  readonly close = (): void => {
    this.#end();
    this.#socket.terminate();
  };

  #take(bytes: Buffer): void {
    this.#heard = this.deps.now();
    this.#waiting += bytes.length;
    this.#queue.push({ bytes });
    if (this.#waiting > FULL) this.#socket.pause();
    this.#news();
  }

  #end(error?: Error): void {
    this.#over ??= error === undefined ? {} : { error };
    this.#cancel();
    this.#news();
  }

  readonly #tick = (): void => {
    const now = this.deps.now();
    this.#cancel = this.deps.schedule(now + TICK, this.#tick);
    if (this.#opened === undefined || this.#asked !== undefined || this.#socket.isPaused) return;
    const silent = this.#heard === undefined ? now - this.#opened >= PROOF.begin : now - this.#heard >= PROOF.gap;
    const news = (this.#heard ?? 0) > this.#proved;
    if (!silent || (!news && now - this.#proved < PROOF.quiet)) return;
    this.#asked = now;
    this.#socket.ping();
  };

  /** The pong comes from the nearest hop and may overtake bytes: only a silence tells that there were none on the way. */
  #pong(): void {
    const asked = this.#asked;
    this.#asked = undefined;
    if (asked === undefined || (this.#heard ?? 0) >= asked) return;
    this.#proved = asked;
    this.#queue.push({ bytes: NOTHING, as_of: asked - PROOF.lag });
    this.#news();
  }
}
