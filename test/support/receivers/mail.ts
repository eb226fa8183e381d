/** One mail as it came, taken apart. */
export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  /** Who sent it, where the server asks for it. */
  readonly user?: string;
  /** Whether it came over TLS. */
  readonly secure: boolean;
  /** Lower-case names; unfolded, and encoded words decoded. */
  readonly headers: ReadonlyMap<string, string>;
  /** Each part that is text, by its type; the first of a type. */
  readonly parts: ReadonlyMap<string, string>;
  readonly raw: string;
}

interface Part {
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** @param raw - Of a mail, with CRLF. Only what RFC 5322, 2045 and 2047 need for text in parts is understood. */
export function mailParts(raw: string): Pick<Mail, 'headers' | 'parts' | 'raw'> {
  const { headers, body } = split(raw);
  const parts = new Map<string, string>();
  for (const [type, text] of textsOf({ headers, body })) if (!parts.has(type)) parts.set(type, text);
  return { headers, parts, raw };
}

function split(raw: string): Part {
  const end = raw.indexOf('\r\n\r\n');
  const head = end < 0 ? raw : raw.slice(0, end);
  const headers = new Map<string, string>();
  for (const line of head.replace(/\r\n[ \t]+/g, ' ').split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).toLowerCase(), words(line.slice(colon + 1).trim()));
  }
  return { headers, body: end < 0 ? '' : raw.slice(end + 4) };
}

function textsOf({ headers, body }: Part): readonly (readonly [string, string])[] {
  const full = headers.get('content-type') ?? 'text/plain';
  const type = full.split(';')[0]!.trim().toLowerCase();
  const boundary = /boundary="?([^";]+)"?/i.exec(full)?.[1];
  if (!type.startsWith('multipart/') || boundary === undefined) return [[type, decoded(headers, body)]];
  return `\r\n${body}`
    .split(`\r\n--${boundary}`)
    .slice(1)
    .filter((part) => !part.startsWith('--'))
    .flatMap((part) => textsOf(split(part.replace(/^[ \t]*\r\n/, ''))));
}

function decoded(headers: ReadonlyMap<string, string>, body: string): string {
  const encoding = headers.get('content-transfer-encoding')?.toLowerCase();
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  return encoding === 'quoted-printable' ? quoted(body.replace(/=\r\n/g, '')) : body;
}

/** Encoded words, and the space between two of them is none. */
const words = (text: string): string =>
  text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([BQ])\?([^?]*)\?=/gi, (_, kind: string, code: string) =>
      kind.toUpperCase() === 'B' ? Buffer.from(code, 'base64').toString('utf8') : quoted(code.replaceAll('_', ' ')),
    );

const quoted = (text: string): string =>
  Buffer.from(
    text.replace(/=([0-9A-F]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
    'latin1',
  ).toString('utf8');
