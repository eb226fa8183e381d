import { expect, it } from 'vitest';
import { Closing } from './closing.js';

it('closes those that have joined and not left when their abort is signalled, and those that come too late at once', () => {
  const closing = new Closing();
  const [one, other] = [new AbortController(), new AbortController()];
  const closed: string[] = [];
  const reader = (name: string) => ({ close: () => void closed.push(name) });
  const [a, b, c, d] = [reader('a'), reader('b'), reader('c'), reader('d')];
  for (const member of [a, b, c]) closing.join(one.signal, member);
  closing.join(other.signal, d);
  closing.leave(one.signal, b);
  one.abort();
  expect(closed).toEqual(['a', 'c']);
  closing.join(one.signal, b);
  expect(closed).toEqual(['a', 'c', 'b']);
  closing.leave(other.signal, d);
  closing.join(other.signal, a);
  other.abort();
  expect(closed).toEqual(['a', 'c', 'b', 'a']);
});
