import type { Deps, JobAdapter } from '@sigwatch/core';
import type { CrashPoint, CrashProcess, CrashWorld } from './crash-points.js';

/** A process that stops at `crashAt` without any clean-up: nothing that it awaits comes back, no timer of it fires. */
export function mortalProcess<S>(
  initial: S,
  world: CrashWorld,
  crashAt: CrashPoint | undefined,
  told: string[],
): {
  readonly view: CrashProcess<S>;
  readonly died: Promise<undefined>;
  saved(): S;
  /** Its scenario is over; it can't crash any more. */
  survive(): void;
  counts(): { readonly saves: number; readonly commands: number };
} {
  let state = initial;
  let durable = initial;
  let saves = 0;
  let commands = 0;
  let dead = false;
  let crash = crashAt;
  let die: () => void = () => {};
  const died = new Promise<undefined>((resolve) => {
    die = () => {
      dead = true;
      resolve(undefined);
    };
  });
  const forever = <T>(): Promise<T> => new Promise(() => {});
  const here = (kind: CrashPoint['kind'], at: number): boolean => crash?.kind === kind && crash.at === at;

  const save = async (next: S, how: { readonly durable: boolean }): Promise<void> => {
    if (dead) return forever();
    const at = saves++;
    // Through JSON, as the journal does it.
    const copy = JSON.parse(JSON.stringify(next)) as S;
    if (here('before_save', at)) {
      die();
      return forever();
    }
    state = copy;
    if (how.durable) durable = copy;
    if (here('power_loss', at)) state = durable;
    if (here('after_save', at) || here('power_loss', at)) {
      die();
      return forever();
    }
  };

  const command = async <T>(call: () => Promise<T>): Promise<T> => {
    if (dead) return forever();
    const at = commands++;
    const answer = call();
    answer.catch(() => {});
    if (here('during_command', at)) die();
    try {
      await answer;
    } finally {
      if (here('after_command', at)) die();
    }
    return dead ? forever() : answer;
  };

  const survive = (): void => {
    crash = undefined;
  };
  const deps: Deps = {
    now: world.clock.now,
    schedule: (at, wake) => world.clock.schedule(at, () => (dead ? undefined : wake())),
  };
  const view: CrashProcess<S> = {
    state: initial,
    adapter: mortalAdapter(world.adapter, command, () => dead),
    deps,
    abort: new AbortController().signal,
    save,
    tell: (sentence) => void (dead || told.push(sentence)),
  };
  return { view, died, saved: () => state, survive, counts: () => ({ saves, commands }) };
}

/** Asking for a status changes nothing and is asked often, so it is not counted among the places to die at. */
function mortalAdapter(
  adapter: JobAdapter,
  command: <T>(call: () => Promise<T>) => Promise<T>,
  dead: () => boolean,
): JobAdapter {
  const { cancel, submission } = adapter;
  const release = submission?.release;
  return {
    name: adapter.name,
    lag: adapter.lag,
    status: (jobs, abort) => (dead() ? new Promise(() => {}) : adapter.status(jobs, abort)),
    logs: (job) => adapter.logs(job),
    ...(cancel && { cancel: (job, abort) => command(() => cancel(job, abort)) }),
    ...(submission && {
      submission: {
        submit: (spec, key, how, abort) => command(() => submission.submit(spec, key, how, abort)),
        find: (key, abort) => command(() => submission.find(key, abort)),
        ...(release && { release: (job, abort) => command(() => release(job, abort)) }),
      },
    }),
  };
}
