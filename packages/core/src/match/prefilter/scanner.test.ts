import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openScanner } from './scanner.js';

beforeEach(() => vi.resetModules());
afterEach(() => vi.restoreAllMocks());

it('surveys memory that it reserved: line ends, and what is no ASCII or a carriage return, wherever they stand', () => {
  const scanner = openScanner()!;
  const text = Buffer.from(`${'a line\n'.repeat(1000)}\n\nand half a line${'.'.repeat(50)}\ré`);
  const at = scanner.reserve(text.length);
  text.copy(scanner.memory(), at);
  const naive = (from: number, to: number) => {
    const part = text.subarray(from, to);
    const kinds = Number(part.some((byte) => byte > 127)) | (Number(part.includes(13)) << 1);
    return (part.filter((byte) => byte === 10).length << 2) | kinds;
  };
  for (let from = 0; from < 40; from++)
    for (const to of [from, from + 1, from + 17, text.length - 3, text.length - 2, text.length - 1, text.length])
      expect(scanner.exports.survey(at + from, at + to)).toBe(naive(from, to));
});

it('counts more lines than a byte holds', () => {
  const scanner = openScanner()!;
  const at = scanner.reserve(100_000);
  scanner.memory().fill('\n', at, at + 100_000);
  expect(scanner.exports.survey(at, at + 100_000)).toBe(100_000 << 2);
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

it('is not there without SIMD', async () => {
  vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
  const fresh = await import('./scanner.js');
  expect(fresh.openScanner()).toBeUndefined();
});

it.each([false, true])('is not there where a memory is denied (shared: %s)', (shared) => {
  vi.spyOn(WebAssembly, 'Memory').mockImplementation(() => {
    throw new RangeError('could not allocate memory');
  });
  expect(openScanner({ shared })).toBeUndefined();
});
