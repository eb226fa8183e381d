import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { until } from '../until.js';
import { type Certificate, certificateIn } from './certificate.js';
import { type Mail, mailParts } from './mail.js';

export interface SmtpOptions {
  /** Default `starttls`, which it then insists on; `implicit` is TLS from the first byte on. */
  readonly tls?: 'starttls' | 'implicit' | 'none';
  /** Whom it lets in; default: it asks nobody. */
  readonly login?: { readonly user: string; readonly password: string };
}

/** An SMTP server on loopback that keeps what it gets. */
export class SmtpReceiver implements AsyncDisposable {
  /** In the order in which they came. */
  readonly mails: Mail[] = [];
  /** What it trusts in is trusted by nobody else: of NODE_EXTRA_CA_CERTS, or `tls.ca`. Undefined without TLS. */
  readonly certificate: Certificate | undefined;
  readonly #folder = mkdtempSync(join(tmpdir(), 'sigwatch-smtp-'));
  readonly #options: SmtpOptions;
  #server: SMTPServer | undefined;
  #refusal: { readonly code: number; readonly text: string } | undefined;
  #refused = 0;
  #port = 0;

  private constructor(options: SmtpOptions) {
    this.#options = options;
    this.certificate = options.tls === 'none' ? undefined : certificateIn(this.#folder);
  }

  static async start(options: SmtpOptions = {}): Promise<SmtpReceiver> {
    const receiver = new SmtpReceiver(options);
    await receiver.open();
    return receiver;
  }

  /** The same while connections are refused. */
  get port(): number {
    return this.#port;
  }

  /** How many mails it has turned away. */
  get refused(): number {
    return this.#refused;
  }

  /** Turns mails away with a code (4xx: for now, 5xx: for ever) once they are whole, until it heals. */
  turnAway(code: number, text = 'not now'): void {
    this.#refusal = { code, text };
  }

  heal(): void {
    this.#refusal = undefined;
  }

  /** Connections are refused from now on. */
  async refuse(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server !== undefined) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  /** On the port that it had. */
  async open(): Promise<void> {
    if (this.#server !== undefined) return;
    const server = this.#made();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', () => resolve());
    });
    // A client that hangs up in the middle is the client's matter.
    server.on('error', () => undefined);
    this.#server = server;
    this.#port = (server.server.address() as AddressInfo).port;
  }

  /** Once it has so many mails; rejects after so many seconds, default 30. */
  hasMails(count: number, seconds?: number): Promise<readonly Mail[]> {
    return until(
      () => `${count} mails, but ${this.mails.length}`,
      () => (this.mails.length >= count ? this.mails : undefined),
      seconds,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.refuse();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #made(): SMTPServer {
    const { tls = 'starttls', login } = this.#options;
    const { key, cert } = this.certificate ?? {};
    return new SMTPServer({
      logger: false,
      secure: tls === 'implicit',
      ...(key === undefined || cert === undefined ? {} : { key, cert }),
      disabledCommands: [...(tls === 'none' ? ['STARTTLS'] : []), ...(login === undefined ? ['AUTH'] : [])],
      authOptional: login === undefined,
      closeTimeout: 500,
      onMailFrom: ({ address }, session, done) =>
        done(
          tls === 'starttls' && !session.secure
            ? Object.assign(new Error(`no mail from ${address} without STARTTLS`), { responseCode: 530 })
            : null,
        ),
      onAuth: ({ username, password }, _session, done) =>
        username === login?.user && password === login?.password
          ? done(null, { user: username })
          : done(Object.assign(new Error('wrong name or password'), { responseCode: 535 })),
      onData: (stream, session, done) => {
        const parts: Buffer[] = [];
        stream.on('data', (part: Buffer) => parts.push(part));
        stream.once('end', () => {
          const refusal = this.#refusal;
          if (refusal !== undefined) {
            this.#refused += 1;
            done(Object.assign(new Error(refusal.text), { responseCode: refusal.code }));
            return;
          }
          const { mailFrom, rcptTo } = session.envelope;
          this.mails.push({
            from: mailFrom === false ? '' : mailFrom.address,
            to: rcptTo.map(({ address }) => address),
            ...(session.user === undefined ? {} : { user: String(session.user) }),
            secure: session.secure,
            ...mailParts(Buffer.concat(parts).toString('utf8')),
          });
          done();
        });
      },
    });
  }
}
