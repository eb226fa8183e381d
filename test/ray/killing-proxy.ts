import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** A call to the job server, by whose hand it is cut: before it gets there, or after it was done and before the answer. */
export type Cut = `${'stop' | 'submit'} ${'before' | 'after'}`;

/** Stands before a dashboard, and calls `kill` in the midst of a call. Everything else goes through, sockets too. */
export class KillingProxy implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #next: { readonly cut: Cut; readonly kill: () => void } | undefined;

  private constructor(private readonly to: URL) {
    this.#server = createServer((asked, answer) => void this.#forward(asked, answer));
    this.#server.on('connection', (socket) => this.#hold(socket));
    this.#server.on('upgrade', (asked, socket, head) => this.#join(asked, socket as Socket, head));
  }

  static async before(url: string): Promise<KillingProxy> {
    const proxy = new KillingProxy(new URL(url));
    await new Promise<void>((done) => proxy.#server.listen(0, '127.0.0.1', done));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The next call of that kind is cut; once. */
  cutNext(cut: Cut, kill: () => void): void {
    this.#next = { cut, kill };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((done) => this.#server.close(done));
  }

  async #forward(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of asked) parts.push(part as Buffer);
    const next = kindOf(asked) === this.#next?.cut.split(' ')[0] ? this.#next : undefined;
    if (next !== undefined) this.#next = undefined;
    if (next?.cut.endsWith('before')) {
      next.kill();
      return void answer.destroy();
    }
    const { method, url: path, headers } = asked;
    const there = request({ host: this.to.hostname, port: this.to.port, method, path, headers }, (told) => {
      const body: Buffer[] = [];
      told.on('data', (part: Buffer) => {
        if (next === undefined) answer.write(part);
        else body.push(part);
      });
      told.once('end', () => {
        if (next === undefined) return answer.end();
        next.kill();
        answer.destroy();
      });
      told.once('error', () => answer.destroy());
      if (next === undefined) answer.writeHead(told.statusCode ?? 502, told.headers);
    });
    there.once('error', () => answer.destroy());
    answer.once('close', () => there.destroy());
    there.end(Buffer.concat(parts));
  }

  #join(asked: IncomingMessage, socket: Socket, head: Buffer): void {
    const there = connect(Number(this.to.port), this.to.hostname, () => {
      const lines = asked.rawHeaders.flatMap((name, i, all) => (i % 2 === 0 ? [`${name}: ${all[i + 1]}`] : []));
      there.write(`${asked.method} ${asked.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      there.write(head);
      there.pipe(socket);
      socket.pipe(there);
    });
    this.#hold(there);
    there.once('close', () => socket.destroy());
    socket.once('close', () => there.destroy());
  }

  #hold(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.#sockets.delete(socket));
  }
}

function kindOf({ method, url = '' }: IncomingMessage): 'stop' | 'submit' | undefined {
  if (method !== 'POST') return undefined;
  if (/^\/api\/jobs\/?$/.test(url)) return 'submit';
  return /^\/api\/jobs\/[^/]+\/stop$/.test(url) ? 'stop' : undefined;
}
