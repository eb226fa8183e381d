import { describe, expect, it } from 'vitest';
import { retrySettings } from './settings.js';

const retried = (onExit?: string) => {
  const { isRetried } = retrySettings({ onExit });
  return Array.from({ length: 256 }, (_, code) => code).filter(isRetried);
};

describe('what is tried again', () => {
  it('is every failure but that of a command that can not be run', () => {
    expect(retried()).toEqual(Array.from({ length: 255 }, (_, i) => i + 1).filter((code) => code < 126 || code > 127));
  });

  it('is what is named, and nothing else', () => {
    expect(retried('1, 75-77,127')).toEqual([1, 75, 76, 77, 127]);
  });
});

describe('the waits', () => {
  it('are as the library has them where nothing is said', () => {
    expect(retrySettings({}).pace).toEqual({ retries: 3, initial: 1_000, factor: 2, max: 60_000 });
  });

  it('are as they are set', () => {
    const pace = { retries: '0', initial: '250ms', factor: '1.5', max: '2m' };
    expect(retrySettings(pace).pace).toEqual({ retries: 0, initial: 250, factor: 1.5, max: 120_000 });
  });
});

it.each([
  [{ retries: '-1' }, '--retries -1: give a whole number'],
  [{ retries: '1.5' }, '--retries 1.5: give a whole number'],
  [{ initial: 'soon' }, '--initial soon: give seconds, or a duration'],
  [{ max: '-3s' }, '--max -3s: give seconds, or a duration'],
  [{ factor: '0.5' }, '--factor 0.5: give a number from 1 on'],
  [{ factor: 'two' }, '--factor two: give a number'],
  [{ onExit: '0' }, '--on-exit 0: give exit codes from 1 to 255'],
  [{ onExit: '7-3' }, '--on-exit 7-3: give exit codes'],
  [{ onExit: '256' }, '--on-exit 256: give exit codes'],
  [{ onExit: '' }, '--on-exit : give exit codes'],
])('refuses %j, and says what to give', (options, message) => {
  expect(() => retrySettings(options)).toThrow(message);
});
