import { virtualClock } from '@sigwatch/testkit';
import { describe, expect, it } from 'vitest';
import { BEGIN, END } from '../script/answer.js';
import { otherSide, prefixOf } from './other-side.js';
import type { RunCommand } from './run-command.js';
import { UnreachableError } from './trouble.js';

const LOST = 'Error from server: error dialing backend: dial tcp 10.0.0.4:10250: i/o timeout';
const abort = new AbortController().signal;

/** Answers in turn with what it says on stderr, and with a whole answer where that is nothing. */
function sideThatSays(...complaints: readonly string[]) {
  const clock = virtualClock(0);
  let calls = 0;
  const run: RunCommand = async () => {
    const stderr = complaints[calls++] ?? '';
    const stdout = Buffer.from(stderr === '' ? `${BEGIN} ok\nall of it\n${END}\n` : '');
    return { stdout, stderr, exitCode: stderr === '' ? 0 : 1 };
  };
  const side = otherSide(run, prefixOf(['kubectl', 'exec', 'trainer-0', '--']), clock);
  return { side, clock, calls: () => calls };
}

describe('what only reads', () => {
  it('is asked again where the connection was lost', async () => {
    const { side, clock, calls } = sideThatSays(LOST, 'unexpected EOF');
    expect(await clock.run(side.look('script', [], abort))).toBe('all of it\n');
    expect(calls()).toBe(3);
  });

  it('tells within two seconds that nobody answers', async () => {
    const { side, clock, calls } = sideThatSays(...Array.from({ length: 9 }, () => LOST));
    await expect(clock.run(side.askBytes('script', [], abort))).rejects.toThrow(UnreachableError);
    expect(calls()).toBe(3);
    expect(clock.now()).toBeLessThanOrEqual(2_000);
  });

  it.each([
    'Error from server (NotFound): pods "trainer-0" not found',
    'Error from server (Forbidden): pods "trainer-0" is forbidden',
    'The connection to the server localhost:8080 was refused - did you specify the right host or port?',
  ])('is not asked again where that was an answer: %s', async (stderr) => {
    const { side, clock, calls } = sideThatSays(stderr);
    await expect(clock.run(side.look('script', [], abort))).rejects.toThrow();
    expect(calls()).toBe(1);
  });
});

it('does once what does something, whatever it is answered', async () => {
  const { side, clock, calls } = sideThatSays(LOST);
  await expect(clock.run(side.ask('script', [], abort))).rejects.toThrow(UnreachableError);
  expect(calls()).toBe(1);
});
