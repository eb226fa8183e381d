import type { EmailNotifier } from '@sigwatch/core';

/** How the SMTP server is spoken to; as nodemailer has it. */
export interface Server {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly requireTLS: boolean;
  readonly auth?: { readonly user: string; readonly pass: string };
  readonly tls: { readonly rejectUnauthorized: boolean; readonly ca?: string };
  readonly connectionTimeout: number;
  readonly greetingTimeout: number;
  readonly socketTimeout: number;
}

/** ms that each step of the talk may take. */
const STEP = 10_000;

/** Throws, without a word of the address, where that is none. */
export function serverOf(
  config: EmailNotifier,
  secrets: { readonly url?: string; readonly password?: string },
  ca: string | undefined,
): Server {
  const given = secrets.url === undefined ? undefined : partsOf(secrets.url);
  const secure = given?.secure ?? config.secure === true;
  const host = given?.host ?? config.host ?? 'localhost';
  const user = given?.user || config.user;
  const pass = given?.password || secrets.password;
  const auth = user === undefined || pass === undefined ? undefined : { user, pass };
  const requireTLS = config.require_tls ?? (auth !== undefined && !isHere(host));
  return {
    host,
    port: given?.port ?? Number(config.port ?? (secure ? 465 : 587)),
    secure,
    requireTLS: requireTLS === true && !secure,
    ...(auth === undefined ? {} : { auth }),
    tls: { rejectUnauthorized: config.verify !== false, ...(ca === undefined ? {} : { ca }) },
    connectionTimeout: STEP,
    greetingTimeout: STEP,
    socketTimeout: STEP * 2,
  };
}

function partsOf(url: string) {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^smtps?:$/.test(parsed.protocol) || parsed.hostname === '')
    throw new Error(
      '`url` is no address of a mail server: write smtp://HOST:587, smtp://USER:PASSWORD@HOST:587 or smtps://HOST',
    );
  const secure = parsed.protocol === 'smtps:';
  return {
    secure,
    host: parsed.hostname.replace(/^\[|\]$/g, ''),
    port: parsed.port === '' ? (secure ? 465 : 587) : Number(parsed.port),
    user: decodeURIComponent(parsed.username),
    password: decodeURIComponent(parsed.password),
  };
}

const isHere = (host: string): boolean => host === 'localhost' || host === '::1' || /^127\./.test(host);
