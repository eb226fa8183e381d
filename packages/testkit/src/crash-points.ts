import type { Deps, JobAdapter, Millis } from '@sigwatch/core';
import { mortalProcess } from './mortal-process.js';
import type { VirtualClock } from './virtual-clock.js';

/** Where the process dies. `during_command`: the call is under way; `after_command`: it acted, its reply is not seen. */
export interface CrashPoint {
  /** At which moment of the save or the command. */
  readonly kind: 'before_save' | 'after_save' | 'power_loss' | 'during_command' | 'after_command';
  /** Counted from 0 within the life of one process. */
  readonly at: number;
}

/** What outlives a process. */
export interface CrashWorld {
  /** Time, which goes on while no process lives. */
  readonly clock: VirtualClock;
  /** The platform, which goes on too. */
  readonly adapter: JobAdapter;
}

/** What the scenario may use; everything stops at the crash, but for adapter calls that are under way. */
export interface CrashProcess<S> {
  /** What the process before has saved last; `initial` of the scenario for the first one. */
  readonly state: S;
  /** The adapter of the world, as long as the process lives. */
  readonly adapter: JobAdapter;
  /** The clock of the world. */
  readonly deps: Deps;
  /** Fires at the crash. */
  readonly abort: AbortSignal;
  /** Keeps a state. What is not `durable` is lost when the power fails. */
  readonly save: (state: S, how: { readonly durable: boolean }) => Promise<void>;
  /** Told in sentences for people. */
  readonly tell: (sentence: string) => void;
}

/** What has come of a scenario, after all its crashes. */
export interface CrashOutcome<S, R> {
  /** What the last process came to. */
  readonly result: R;
  /** What it has saved last. */
  readonly state: S;
  /** The sentences of all processes, in order. */
  readonly told: readonly string[];
  /** The last process, which goes on living. */
  readonly process: CrashProcess<S>;
  /** Of the last process. */
  readonly saves: number;
  /** How many commands it has given to the platform. */
  readonly commands: number;
}

/** What is run, again and again, over crashes. */
export interface CrashScenario<S, W extends CrashWorld, R> {
  /** A fresh one for each run. */
  readonly world: () => W | Promise<W>;
  /** What the first process begins with. */
  readonly initial: (world: W) => S;
  /** The life of a process, from the state that it finds. */
  readonly run: (process: CrashProcess<S>, world: W) => Promise<R>;
  /** How long the process stays dead, ms (0). */
  readonly downtime?: Millis;
  /** Virtual time that a process may take, ms (a day). */
  readonly limit?: Millis;
}

/**
 * Runs the scenario, lets it die at each point of `crashes` in turn (a point that is never reached ends the sequence),
 * begins again from the saved state each time, and hands out what the last process came to.
 */
export async function runWithCrashes<S, W extends CrashWorld, R>(
  scenario: CrashScenario<S, W, R>,
  crashes: readonly CrashPoint[],
  world: W,
): Promise<CrashOutcome<S, R>> {
  let state = scenario.initial(world);
  const told: string[] = [];
  for (const crash of [...crashes, undefined]) {
    const process = mortalProcess(state, world, crash, told);
    const end = scenario.run(process.view, world).then((result) => ({ result }));
    const outcome = await world.clock.run(Promise.race([end, process.died]), scenario.limit);
    state = process.saved();
    if (outcome !== undefined) process.survive();
    if (outcome !== undefined) return { ...outcome, state, told, process: process.view, ...process.counts() };
    await world.clock.advance(scenario.downtime ?? 0);
  }
  throw new Error('unreachable: the last process can not crash');
}

/**
 * Runs the scenario once whole, then once for each moment at which it could crash: before and after each save, with
 * the loss of what was not durable, and during and after each command that acts or looks. `check` gets every outcome
 * and throws when it is wrong. Returns how many runs that were.
 */
export async function crashPoints<S, W extends CrashWorld, R>(
  scenario: CrashScenario<S, W, R>,
  check: (outcome: CrashOutcome<S, R>, world: W, crash: CrashPoint | undefined) => void | Promise<void>,
): Promise<number> {
  const attempt = async (crash?: CrashPoint): Promise<CrashOutcome<S, R>> => {
    const world = await scenario.world();
    try {
      const outcome = await runWithCrashes(scenario, crash === undefined ? [] : [crash], world);
      await check(outcome, world, crash);
      return outcome;
    } catch (error) {
      const where = crash === undefined ? 'without a crash' : `with a crash ${crash.kind} ${crash.at}`;
      throw new Error(`${where}: ${error instanceof Error ? error.message : error}`, { cause: error });
    }
  };
  const whole = await attempt();
  const points: CrashPoint[] = [];
  for (let at = 0; at < whole.saves; at += 1) {
    points.push({ kind: 'before_save', at }, { kind: 'after_save', at }, { kind: 'power_loss', at });
  }
  for (let at = 0; at < whole.commands; at += 1) {
    points.push({ kind: 'during_command', at }, { kind: 'after_command', at });
  }
  for (const point of points) await attempt(point);
  return points.length + 1;
}
