/** What of a line a hit or a block keeps, in bytes. */
const TEXT_CAP = 16 * 1024;

/** The start of a line as text, with U+FFFD for what is not UTF-8; a character at the cap is left out, not torn. */
export function lineText(bytes: Buffer, start: number, end: number): string {
  if (end - start <= TEXT_CAP) return bytes.toString('utf8', start, end);
  let stop = start + TEXT_CAP;
  // A character has at most three continuation bytes; more of them are no character and may be cut anywhere.
  for (let back = 0; back < 3 && (bytes[stop]! & 0xc0) === 0x80; back++) stop -= 1;
  return bytes.toString('utf8', start, stop);
}
