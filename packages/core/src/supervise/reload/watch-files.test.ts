import { virtualClock } from '@sigwatch/testkit';
import { describe, expect, it } from 'vitest';
import { watchFiles } from './watch-files.js';

/** Files as they look, and how often they were told of as changed. */
function watched(states: Record<string, string>, files = () => Object.keys(states)) {
  const clock = virtualClock();
  const abort = new AbortController();
  const seen = { changes: 0 };
  const changed = () => {
    seen.changes += 1;
  };
  watchFiles({ files, deps: clock, abort: abort.signal, changed, look: (path) => states[path] ?? '' });
  return { clock, seen, states, abort };
}

describe('files that are watched', () => {
  it('are told of once when one is replaced by another of its name, as editors do', async () => {
    const { clock, seen, states, abort } = watched({ a: '1', b: '1' });
    await clock.advance(5_000);
    expect(seen.changes).toBe(0);
    states.a = '';
    await clock.advance(1_000);
    states.a = '2';
    await clock.advance(1_500);
    expect(seen.changes).toBe(0);
    await clock.advance(10_000);
    expect(seen.changes).toBe(1);
    abort.abort();
  });

  it('are loaded anew where one is changed while it is loaded for the first time', async () => {
    const files = new Set(['a']);
    const { clock, seen, states, abort } = watched({ a: '1', b: '1' }, () => [...files]);
    states.a = '2';
    await clock.advance(10_000);
    expect(seen.changes).toBe(1);
    files.add('b');
    await clock.advance(2_000);
    states.b = '2';
    await clock.advance(5_000);
    expect(seen.changes).toBe(2);
    abort.abort();
  });
});
