import { connect, createServer, type Socket } from 'node:net';

/** A way to a port of this machine that can be cut: what is on the way then is lost. */
export class CuttingProxy implements AsyncDisposable {
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((client) => this.#pass(client));
  /** Bytes that still may pass towards the client; all connections are cut when they are used up. */
  #left = Number.POSITIVE_INFINITY;
  #isClosed = false;
  cuts = 0;

  private constructor(private readonly target: number) {}

  static async to(target: number): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(target);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy does not listen');
    return `http://127.0.0.1:${address.port}`;
  }

  cutAfter(bytes: number): void {
    this.#left = bytes;
  }

  /** Cuts what is there, and lets nobody in until `open`. */
  close(): void {
    this.#isClosed = true;
    this.#cut();
  }

  open(): void {
    this.#isClosed = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #pass(client: Socket): void {
    if (this.#isClosed) {
      client.destroy();
      return;
    }
    const server = connect(this.target, '127.0.0.1');
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.once('close', () => {
        this.#sockets.delete(socket);
        client.destroy();
        server.destroy();
      });
    }
    client.pipe(server);
    server.on('data', (bytes: Buffer) => {
      const passing = bytes.subarray(0, this.#left);
      this.#left -= passing.length;
      if (!client.write(passing)) {
        server.pause();
        client.once('drain', () => server.resume());
      }
      if (this.#left > 0) return;
      this.#left = Number.POSITIVE_INFINITY;
      this.cuts += 1;
      // What was written is sent before the end.
      client.end();
      server.destroy();
    });
  }

  #cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
