import { expect, it } from 'vitest';
import { openScanner } from './scanner.js';

it('counts lines in memory that it reserved, wherever they stand', () => {
  const scanner = openScanner()!;
  const text = Buffer.from(`${'a line\n'.repeat(100)}\n\nand half a line`);
  const at = scanner.reserve(text.length);
  text.copy(scanner.memory(), at);
  const naive = (from: number, to: number) => text.subarray(from, to).filter((byte) => byte === 10).length;
  for (let from = 0; from < 40; from++)
    for (const to of [from, from + 1, from + 17, text.length])
      expect(scanner.exports.countLines(at + from, at + to)).toBe(naive(from, to));
});

it('reserves what nobody else has, beyond the memory it began with too', () => {
  const scanner = openScanner()!;
  const sizes = [1, 64, 65, 200_000, 3];
  const places = sizes.map((size) => scanner.reserve(size));
  for (const [index, at] of places.entries()) {
    expect(at % 64).toBe(0);
    expect(at).toBeGreaterThanOrEqual(index === 0 ? 1 : places[index - 1]! + sizes[index - 1]!);
    expect(at + sizes[index]!).toBeLessThanOrEqual(scanner.memory().length);
  }
});
