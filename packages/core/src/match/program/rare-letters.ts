import type { Letter } from './instruction.js';

/** What logs are full of, the most frequent first; what is not named is rarer. */
const FREQUENT = ' e0tai1n:rosl.2dcp3m4-5_6u/789gf,hb|=[]()ETySLIvRACNOD';

const frequency = ({ byte, mask }: Letter): number => {
  const place = FREQUENT.indexOf(String.fromCharCode(byte));
  return (place < 0 ? 0 : FREQUENT.length - place) + (mask === 0 ? 0 : 4);
};

/** The places of the two letters that stand least often in logs: those are looked for first. */
export function rarestLetters(letters: readonly Letter[]): [number, number] {
  const order = letters.map((_, index) => index).sort((a, b) => frequency(letters[a]!) - frequency(letters[b]!));
  return [order[0]!, order[1] ?? order[0]!];
}
