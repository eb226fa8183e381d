import { isUtf8 } from 'node:buffer';

const LF = 10;
const CR = 13;
const SUBSTITUTE = 0x1a;

/**
 * The chunk as RE2 may see it, of the same length, so that every position is the same in both: each `\r` becomes a
 * `\n` (which also lets `$` match before `\r\n`), and each byte that is not part of valid UTF-8 becomes 0x1A, since
 * RE2 silently misses a match that would have to cross a torn character. The chunk itself, when it needs neither.
 */
export function normalise(chunk: Buffer): { readonly bytes: Buffer; readonly valid: boolean } {
  const valid = isUtf8(chunk);
  const carriage = chunk.indexOf(CR);
  if (valid && carriage < 0) return { bytes: chunk, valid };
  const bytes = Buffer.from(chunk);
  for (let at = carriage; at >= 0; at = bytes.indexOf(CR, at + 1)) bytes[at] = LF;
  if (!valid) overwriteInvalid(bytes);
  return { bytes, valid };
}

function overwriteInvalid(bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) {
    if (bytes[at]! < 0x80) {
      at += 1;
      continue;
    }
    const length = characterLength(bytes, at);
    if (length === 0) bytes[at] = SUBSTITUTE;
    at += Math.max(1, length);
  }
}

/** Bytes of the valid character that starts at `at` with a byte above 0x7F; 0 when there is none. */
function characterLength(bytes: Buffer, at: number): number {
  const lead = bytes[at]!;
  const second = bytes[at + 1] ?? 0;
  const length =
    lead >= 0xc2 && lead <= 0xdf ? 2 : lead >= 0xe0 && lead <= 0xef ? 3 : lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  // Overlong forms, surrogates and what lies beyond U+10FFFF all show in the second byte.
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < low || second > high) return 0;
  for (let index = at + 2; index < at + length; index++) if ((bytes[index]! & 0xc0) !== 0x80) return 0;
  return length;
}
