const MORE = '…';

/** The text, or as much of its beginning as `most` UTF-16 units hold, with an ellipsis; no character is cut in two. */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  const last = text.charCodeAt(most - 2);
  const whole = last >= 0xd800 && last < 0xdc00 ? most - 2 : most - 1;
  return text.slice(0, Math.max(0, whole)) + MORE;
}

/** The same by its bytes in UTF-8. */
export function clipBytes(text: string, most: number): string {
  if (Buffer.byteLength(text) <= most) return text;
  const bytes = Buffer.from(text);
  let end = most - Buffer.byteLength(MORE);
  // Bytes that continue a character begin with 10.
  while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, Math.max(0, end)) + MORE;
}

/** The text with each character changed, clipped so that no change is cut in two. */
export function clipChanged(text: string, most: number, change: (character: string) => string): string {
  let out = '';
  // The place for the ellipsis is known to be free up to here.
  let safe = 0;
  for (const character of text) {
    out += change(character);
    if (out.length < most) safe = out.length;
    if (out.length > most) return out.slice(0, safe) + MORE;
  }
  return out;
}
