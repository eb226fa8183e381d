const special = new Uint8Array(128);
for (const char of '\\.+*?()|[{^$') special[char.charCodeAt(0)] = 1;

/** The end of the characters from `at` on that stand for themselves. A lone surrogate is none. */
export function plainEnd(source: string, at: number): number {
  let end = at;
  for (; end < source.length; end++) {
    const code = source.charCodeAt(end);
    if (code < 128 ? special[code] === 1 : isLoneSurrogate(source, end, code)) break;
  }
  return end;
}

function isLoneSurrogate(source: string, at: number, code: number): boolean {
  if (code < 0xd800 || code > 0xdfff) return false;
  const [high, low] = code < 0xdc00 ? [code, source.charCodeAt(at + 1)] : [source.charCodeAt(at - 1), code];
  return !(high >= 0xd800 && high < 0xdc00 && low >= 0xdc00 && low < 0xe000);
}

export function lastCharacter(text: string): string {
  const low = text.charCodeAt(text.length - 1);
  return text.slice(low >= 0xdc00 && low < 0xe000 ? -2 : -1);
}
