import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from '../until.js';

export interface Asked {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object goes as JSON. Default: nothing. */
  readonly body?: string | Buffer | object;
}

/** What stands in the place of the right answer: another one, none ever, none after it was taken, or none and it was not taken. */
export type Fault = Answer | 'hangs' | 'cut' | 'reset';

export interface Received extends Asked {
  /** Of this machine, in milliseconds. */
  readonly at: number;
  /** What was said, or what was done instead. */
  readonly answer: Fault;
  /** Whether the service has it: the one who sent it need not know. */
  readonly taken: boolean;
}

/** A real HTTP server on loopback whose behaviour a test scripts; `service` says what is right. */
export class HttpReceiver implements AsyncDisposable {
  /** All requests, in the order in which they came. */
  readonly received: Received[] = [];
  readonly #service: (asked: Asked) => Answer | Promise<Answer>;
  readonly #hanging = new Set<ServerResponse>();
  #once: Fault[] = [];
  #always: Fault | undefined;
  #server: Server | undefined;
  #port = 0;

  private constructor(service: (asked: Asked) => Answer | Promise<Answer>) {
    this.#service = service;
  }

  /** @param service - Answers below 300 are those to what it takes. */
  static async start(service: (asked: Asked) => Answer | Promise<Answer>): Promise<HttpReceiver> {
    const receiver = new HttpReceiver(service);
    await receiver.open();
    return receiver;
  }

  /** Without a path. The same while it refuses. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get taken(): readonly Received[] {
    return this.received.filter(({ taken }) => taken);
  }

  /** What comes next gets these, one each, before what holds for all. */
  next(...faults: readonly Fault[]): void {
    this.#once.push(...faults);
  }

  /** From now on, until it heals. */
  always(fault: Fault): void {
    this.#always = fault;
  }

  heal(): void {
    this.#once = [];
    this.#always = undefined;
  }

  /** Connections are refused from now on, and the open ones are cut. */
  async refuse(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }

  /** On the port that it had. */
  async open(): Promise<void> {
    if (this.#server !== undefined) return;
    const server = createServer((request, response) => void this.#answer(request, response));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
  }

  /** Once it has taken so many, in all; rejects after so many seconds, default 30. */
  hasTaken(count: number, seconds?: number): Promise<readonly Received[]> {
    return until(
      () => `${count} taken; taken are ${this.taken.length} of ${this.received.length}`,
      () => (this.taken.length >= count ? this.taken : undefined),
      seconds,
    );
  }

  /** Once so many have come, taken or not. */
  hasReceived(count: number, seconds?: number): Promise<readonly Received[]> {
    return until(
      () => `${count} received, but ${this.received.length}`,
      () => (this.received.length >= count ? this.received : undefined),
      seconds,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const response of this.#hanging) response.destroy();
    await this.refuse();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    try {
      for await (const part of request) parts.push(part as Buffer);
    } catch {
      // Cut in the middle: nothing was received.
      return;
    }
    const asked: Asked = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(parts).toString('utf8'),
    };
    const fault = this.#once.shift() ?? this.#always;
    const right = fault === undefined || fault === 'cut' ? await this.#service(asked) : undefined;
    const answer = fault ?? right!;
    this.received.push({ ...asked, at: Date.now(), answer, taken: right !== undefined && right.status < 300 });
    if (answer === 'hangs') {
      this.#hanging.add(response);
      response.once('close', () => this.#hanging.delete(response));
    } else if (typeof answer === 'string') request.socket.destroy();
    else give(response, answer);
  }
}

function give(response: ServerResponse, { status, headers = {}, body = '' }: Answer): void {
  const json = typeof body === 'object' && !Buffer.isBuffer(body);
  const bytes = Buffer.from(json ? JSON.stringify(body) : body);
  // Neither has a body, and so no length.
  const length = status === 204 || status === 304 ? {} : { 'content-length': bytes.length };
  response.writeHead(status, { 'content-type': json ? 'application/json' : 'text/plain', ...length, ...headers });
  response.end(bytes);
}

/** Undefined for what is no object of JSON. */
export function objectOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}
