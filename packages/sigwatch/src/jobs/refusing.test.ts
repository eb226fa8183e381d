import type { SigwatchEvent, Store, Watch } from '@sigwatch/core';
import { expect, it } from 'vitest';
import { refusing } from './refusing.js';

const notice = { event_type: 'notice' } as SigwatchEvent;
const snapshot = { attempt: 1, jobs: [], protocol: { phase: 'refused', words: 'no such partition' } };

/** A watch whose store answers as `request` does. */
function refused(request: () => number) {
  const listeners: ((event: SigwatchEvent) => void)[] = [];
  const events$ = {
    subscribe: (listen: (event: SigwatchEvent) => void) => void listeners.push(listen),
    next: (event: SigwatchEvent) => {
      for (const listen of listeners) listen(event);
    },
  };
  let end: (result: unknown) => void = () => {};
  const done = new Promise((resolve) => {
    end = resolve;
  });
  const store = { load: () => ({ snapshot }), request } as unknown as Store;
  const watched = refusing({ events$, done } as unknown as Watch, store, 'run');
  return { events$, done: watched.done, end };
}

it('asks again where the run could not be asked to stop, and breaks nothing of who listens', async () => {
  let asked = 0;
  const { events$, done, end } = refused(() => {
    asked += 1;
    if (asked === 1) throw new Error('the disk is full');
    return 1;
  });
  const uncaught: unknown[] = [];
  const hear = (error: unknown) => uncaught.push(error);
  process.once('uncaughtException', hear);
  events$.next(notice);
  await new Promise((resolve) => setTimeout(resolve));
  process.off('uncaughtException', hear);
  expect(uncaught).toEqual([]);
  events$.next(notice);
  events$.next(notice);
  expect(asked).toBe(2);
  end({ end: { state: 'cancelled' } });
  await expect(done).rejects.toMatchObject({ code: 'submission_refused', message: 'no such partition' });
});
