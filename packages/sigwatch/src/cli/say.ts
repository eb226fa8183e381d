import { printable } from '../view/sanitize.js';

/** A word of sigwatch's own beside what it prints. Whatever it quotes is safe to show. */
export const say = (sentence: string): void => void process.stderr.write(`sigwatch: ${printable(sentence)}\n`);
