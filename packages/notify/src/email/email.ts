import { readFile } from 'node:fs/promises';
import { type EmailNotifier, optionalPackage, type Sent, TryLaterError, UndeliverableError } from '@sigwatch/core';
import type { Sending } from '../guarded.js';
import { saidIn } from '../http/taken.js';
import { whyOf } from '../http/why.js';
import { mailOf } from './message.js';
import { serverOf } from './server.js';

type Nodemailer = typeof import('nodemailer');

export async function sendMail(config: EmailNotifier, sending: Sending<'url' | 'password'>): Promise<Sent> {
  const { notice, secrets } = sending;
  const ca = config.ca === undefined ? undefined : await certificates(config.ca);
  const server = serverOf(config, secrets, ca);
  const { createTransport } = await loaded();
  const transport = createTransport(server);
  try {
    const { from, to, ...mail } = mailOf(notice, config);
    const { response, rejected } = await transport.sendMail({ from, to: [...to], ...mail });
    const refused = rejected.length === 0 ? '' : `; it refused ${rejected.map(addressOf).join(', ')}`;
    return { detail: `${server.host} took it${saidIn(response)}${refused}` };
  } catch (error) {
    throw sorted(error, server.host);
  } finally {
    transport.close();
  }
}

const loaded = (): Promise<Nodemailer> => optionalPackage('nodemailer', 'Mail', () => import('nodemailer'));

const addressOf = (to: string | { readonly address: string }): string => (typeof to === 'string' ? to : to.address);

async function certificates(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${path}, which \`ca\` names, can't be read (${error.code ?? 'unknown error'})`);
  });
}

interface SmtpError {
  readonly code?: string;
  readonly responseCode?: number;
  readonly response?: string;
  readonly message?: string;
}

/** 4xx: not now; 5xx: never. What is no answer may be one the next time. */
function sorted(error: unknown, host: string): Error {
  const { code, responseCode, response = '', message = '' } = (error ?? {}) as SmtpError;
  const said = `${host} answered${saidIn(response || String(responseCode)).slice(1)}`;
  if (code === 'ETLS')
    return new UndeliverableError(
      `${host} offers no TLS that can be used: set require_tls: false, or ca for its certificate`,
    );
  if (responseCode !== undefined && responseCode >= 500) return new UndeliverableError(said);
  if (responseCode !== undefined && responseCode >= 400) return new TryLaterError(said);
  if (code === 'EENVELOPE') return new UndeliverableError(`the addresses can't be used${saidIn(message)}`);
  if (code === 'ETIMEDOUT' || code === 'ECONNECTION' || code === 'ESOCKET' || code === 'EDNS')
    return new Error(whyNot(host, message));
  return new Error(code === undefined ? `no mail could be sent${saidIn(message)}` : `${host} ${whyOf(error)}`);
}

/** nodemailer tells the system's words alone: its code is its own. */
function whyNot(host: string, message: string): string {
  const code = /\b(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN)\b/.exec(message)?.[0];
  return code === undefined ? `${host} did not talk to us${saidIn(message)}` : `${host} ${whyOf({ code })}`;
}
