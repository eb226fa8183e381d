import { Subject } from 'rxjs';
import { expect, it } from 'vitest';
import type { SigwatchEvent } from './contract.js';
import { eventsOf } from './watch-events.js';

const event = (n: number) => ({ event_type: 'notice', data: { n } }) as unknown as SigwatchEvent;

function watching() {
  const events$ = new Subject<SigwatchEvent>();
  let settle = { end: () => {}, fail: (_: Error) => {} };
  const done = new Promise<void>((end, fail) => {
    settle = { end, fail };
  });
  done.catch(() => {});
  const tell = (...numbers: number[]) => {
    for (const n of numbers) events$.next(event(n));
  };
  return { events$, done, tell, end: () => settle.end(), fail: (error: Error) => settle.fail(error) };
}

async function all(events: AsyncIterable<SigwatchEvent>, until = Number.POSITIVE_INFINITY): Promise<number[]> {
  const seen: number[] = [];
  for await (const { data } of events) {
    seen.push((data as { n: number }).n);
    if (seen.length === until) break;
  }
  return seen;
}

it('gives what was told since it was asked for, and ends with supervision', async () => {
  const watched = watching();
  watched.tell(0);
  const events = eventsOf(watched);
  watched.tell(1, 2);
  const seen = all(events);
  await Promise.resolve();
  watched.tell(3);
  watched.events$.complete();
  watched.end();
  expect(await seen).toEqual([1, 2, 3]);
});

it('throws what supervision failed with, after the last event, and once', async () => {
  const watched = watching();
  const events = eventsOf(watched);
  watched.tell(1);
  watched.fail(new Error('somebody else leads it'));
  await watched.done.catch(() => {});
  expect((await events.next()).value).toEqual(event(1));
  await expect(events.next()).rejects.toThrow('somebody else leads it');
  expect(await events.next()).toEqual({ value: undefined, done: true });
});

it('lets go of the events when the loop is left, and of nothing else', async () => {
  const watched = watching();
  const events = eventsOf(watched);
  const other = all(eventsOf(watched));
  watched.tell(1, 2, 3);
  expect(await all(events, 2)).toEqual([1, 2]);
  expect(await events.next()).toEqual({ value: undefined, done: true });
  watched.tell(4);
  watched.end();
  expect(await other).toEqual([1, 2, 3, 4]);
  expect(watched.events$.observed).toBe(false);
});

it('answers calls that do not wait for each other in turn', async () => {
  const watched = watching();
  const events = eventsOf(watched);
  const answers = Promise.all([events.next(), events.next(), events.next()]);
  await Promise.resolve();
  watched.tell(1, 2);
  watched.end();
  expect((await answers).map(({ value }) => (value as SigwatchEvent | undefined)?.data)).toEqual([
    { n: 1 },
    { n: 2 },
    undefined,
  ]);
});
