/** What an Xid asks for, as the rules of the pack `cuda` have it from NVIDIA's catalogue; of others the program is the cause. */
export type XidKind = 'lost' | 'reset' | 'memory';

export function xidKind(code: number): XidKind | undefined {
  if ([54, 79, 160].includes(code)) return 'lost';
  if ([8, 46, 61, 62, 109, 110, 119, 120, 136, 143, 151, 158, 162].includes(code)) return 'reset';
  return [48, 64, 94, 95, 140, 156, 161].includes(code) ? 'memory' : undefined;
}
