import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Deps } from '@sigwatch/core';
import { type WebSocket, WebSocketServer } from 'ws';
import { type LogServer, logServer } from './server.js';

export const NODE = 'ab12';

/** A server on loopback with the log endpoints of Ray 2.60, as far as tests script them. */
export class FakeRay implements AsyncDisposable {
  /** In the log folder of the only node. */
  readonly files = new Map<string, Buffer>();
  /** What `GET /api/jobs/ID` tells. */
  job: Record<string, unknown> = {};
  version = '2.60.0';
  nodes: readonly Record<string, unknown>[] = [{ node_id: NODE, node_ip: '10.0.0.2', state: 'ALIVE' }];
  /** Streams are held open and bring nothing more. */
  isStuck = false;
  /** Each answer with a log is cut after so many bytes of it. */
  cutAfter = Number.POSITIVE_INFINITY;
  /** Answers of the agent; undefined: none listens. */
  agentFiles: Map<string, Buffer> | undefined;
  /** Status for all questions to the state API. */
  stateStatus = 200;
  /** Paths asked for, with `authorization` where that was sent, and `range`. */
  readonly asked: { readonly path: string; readonly token: string | undefined; readonly range: string | undefined }[] =
    [];
  /** Most questions for files that were open at once. */
  most = 0;
  #open = 0;
  readonly #streams = new Set<{ name: string; sent: number; answer: ServerResponse }>();
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #server = createServer((ask, answer) => void this.#answer(ask, answer));
  /** Called with each socket that asks for the tail. */
  tail: (socket: WebSocket) => void = (socket) => socket.close(1000);

  static async start(): Promise<FakeRay> {
    const fake = new FakeRay();
    fake.#server.on('upgrade', (ask, socket, head) => {
      fake.#note(ask);
      if (ask.url?.includes('/jobs/nope/')) {
        socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n');
        return;
      }
      fake.#sockets.handleUpgrade(ask, socket, head, (made) => fake.tail(made));
    });
    fake.#server.listen(0, '127.0.0.1');
    await once(fake.#server, 'listening');
    return fake;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The same machine by another name: what an agent's address looks like. */
  get agent(): string {
    return this.address.replace('127.0.0.1', 'localhost');
  }

  server(): LogServer {
    return logServer({
      address: this.address,
      headers: () => ({ authorization: 'Bearer secret' }),
      tls: undefined,
    });
  }

  append(name: string, text: string | Buffer): void {
    this.files.set(name, Buffer.concat([this.files.get(name) ?? Buffer.alloc(0), Buffer.from(text)]));
    if (this.isStuck) return;
    for (const stream of this.#streams) if (stream.name === name) this.#send(stream);
  }

  /** Ends what is followed in the midst. */
  cutStreams(): void {
    for (const { answer } of this.#streams) answer.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #note(ask: IncomingMessage): void {
    const { authorization, range } = ask.headers;
    this.asked.push({ path: ask.url ?? '', token: authorization, range });
  }

  async #answer(ask: IncomingMessage, answer: ServerResponse): Promise<void> {
    this.#note(ask);
    const { pathname, searchParams } = new URL(ask.url ?? '', 'http://ray');
    const json = (value: unknown) => answer.end(JSON.stringify(value));
    if (pathname === '/api/version') json({ ray_version: this.version });
    else if (pathname.startsWith('/logs/')) this.#asAgent(decodeURIComponent(pathname.slice(6)), ask, answer);
    else if (pathname.endsWith('/logs') && pathname.startsWith('/api/jobs/'))
      json({ logs: this.files.get('text')?.toString() ?? '' });
    else if (pathname.startsWith('/api/jobs/')) json(this.job);
    else if (this.stateStatus !== 200) answer.writeHead(this.stateStatus).end('not here');
    else if (pathname === '/api/v0/nodes') json({ data: { result: { result: this.nodes } } });
    else if (pathname === '/api/v0/logs') json({ data: { result: { worker_out: [...this.files.keys()] } } });
    else if (pathname.startsWith('/api/v0/logs/')) await this.#log(pathname, searchParams, answer);
    else answer.writeHead(404).end();
  }

  async #log(path: string, query: URLSearchParams, answer: ServerResponse): Promise<void> {
    const name = query.get('filename') ?? '';
    const file = this.files.get(name);
    if (file === undefined) {
      answer.writeHead(500).end(`A file is not found at: /logs/${name}`);
      return;
    }
    if (path.endsWith('/stream')) {
      const stream = { name, sent: 0, answer };
      this.#streams.add(stream);
      answer.on('close', () => this.#streams.delete(stream));
      answer.flushHeaders();
      this.#send(stream);
      return;
    }
    this.#open += 1;
    this.most = Math.max(this.most, this.#open);
    // So that several are open at once.
    await new Promise((resolve) => setTimeout(resolve, 2));
    this.#open -= 1;
    const bytes = query.get('lines') === '1' ? lastLine(file) : file;
    if (bytes.length > this.cutAfter) answer.write(bytes.subarray(0, this.cutAfter), () => answer.destroy());
    else answer.end(bytes);
  }

  #send(stream: { name: string; sent: number; answer: ServerResponse }): void {
    const file = this.files.get(stream.name) ?? Buffer.alloc(0);
    const bytes = file.subarray(stream.sent, this.cutAfter);
    stream.sent += bytes.length;
    if (bytes.length > 0) stream.answer.write(bytes, () => stream.sent >= this.cutAfter && stream.answer.destroy());
  }

  #asAgent(name: string, ask: IncomingMessage, answer: ServerResponse): void {
    const file = this.agentFiles?.get(name);
    const from = Number(ask.headers.range?.slice('bytes='.length, -1) ?? 0);
    if (file === undefined) answer.writeHead(404).end();
    else if (ask.headers.range === undefined) answer.end(file);
    else if (from >= file.length) answer.writeHead(416, { 'content-range': `bytes */${file.length}` }).end();
    else answer.writeHead(206).end(file.subarray(from));
  }
}

function lastLine(file: Buffer): Buffer {
  const end = file.at(-1) === 0x0a ? file.length - 1 : file.length;
  return file.subarray(end === 0 ? 0 : file.lastIndexOf(0x0a, end - 1) + 1);
}

/** Real sockets, and a clock on which a second is a hundredth of one. */
export function quickDeps(speed = 100): Deps {
  const began = Date.now();
  const now = () => began + (performance.now() - started) * speed;
  const started = performance.now();
  return {
    now,
    schedule: (at, wake) => {
      const timer = setTimeout(wake, Math.max(0, (at - now()) / speed));
      return () => clearTimeout(timer);
    },
  };
}
