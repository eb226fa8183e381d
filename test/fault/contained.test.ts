import {
  type Component,
  createRegistry,
  defineComponent,
  definePlugin,
  type LogReader,
  type Monitor,
  type Rule,
} from '@sigwatch/core';
import { describe, expect, it, vi } from 'vitest';
import { checkRun, dies, monitor, policy, steps, succeeds, World, type WorldOptions } from './supervise-scenario.js';

vi.setConfig({ testTimeout: 60_000 });

const never = () => new Promise<never>(() => {});
const config = { type: 'object' } as const;
const registryOf = (...components: readonly Component[]) =>
  createRegistry([definePlugin({ name: 'unruly', components })]);

/** A run that dies of nccl and then succeeds, with components of a plugin. */
function worldWith(
  components: readonly Component[],
  more: Partial<Monitor> = {},
  run: WorldOptions['run'] = {},
): World {
  return new World({
    scripts: [[steps(1, 5), ...dies('nccl')], succeeds],
    monitor: monitor(more),
    run: { registry: registryOf(...components), ...run },
  });
}

const notices = (world: World) => world.of('notice').map(({ data }) => String(data.text));
const actions = (world: World) => world.of('action').map(({ data }) => `${data.action} ${data.ok} ${data.detail}`);
const ended = (world: World) => world.of('run_ended').map(({ data }) => data.state);
const onDecision = (class_name: string) => ({ actions: [{ class_name, on: { decision: ['restart'] } }] as never });

const action = (class_name: string, run: () => unknown, more: object = {}) =>
  defineComponent({
    kind: 'action',
    class_name,
    summary: 'x',
    config,
    create: () => ({ run: run as () => never, ...more }),
  });

describe('an action of a plugin', () => {
  it.each([
    ['never answers', never, {}, 'false Unruly did not answer within 600 s, and is not waited for any longer'],
    [
      'never answers, and says how long it may take',
      never,
      { limit: 5_000 },
      'false Unruly did not answer within 5 s, and is not waited for any longer',
    ],
    ['gives nothing', () => undefined, {}, 'false Unruly gave no result, which is { ok, detail }'],
    [
      'throws at once',
      () => {
        throw new Error('boom');
      },
      {},
      'false boom',
    ],
    ['throws what is no error', () => Promise.reject('boom'), {}, 'false boom'],
  ])('that %s has failed, and the run goes on', async (_, run, more, told) => {
    const long = [steps(1, 9), { after: 900_000, exit: 0 }] as const;
    const world = new World({
      scripts: [[steps(1, 5), ...dies('nccl')], long],
      monitor: monitor({ inactivity_threshold_seconds: 3_600, ...onDecision('Unruly') }),
      run: { registry: registryOf(action('Unruly', run, more)) },
    });
    await world.run();
    checkRun(world, told);
    expect(actions(world).filter((one) => one.startsWith('Unruly'))).toEqual([`Unruly ${told}`]);
    expect(ended(world)).toEqual(['succeeded']);
  });

  it('that can not be made has failed when its time has come', async () => {
    const broken = defineComponent({
      kind: 'action',
      class_name: 'Unruly',
      summary: 'x',
      config,
      create: () => {
        throw new Error('no key');
      },
    });
    const world = worldWith([broken], onDecision('Unruly'));
    await world.run();
    checkRun(world, 'not made');
    expect(actions(world)).toContain("Unruly false Unruly can't be made: no key");
    expect(ended(world)).toEqual(['succeeded']);
  });
});

describe('a policy of a plugin', () => {
  it.each([
    ['gives a promise', () => Promise.resolve({ action: 'restart' }), 'it gave no decision.'],
    ['gives nothing', () => undefined, 'it gave no decision.'],
    [
      'throws',
      () => {
        throw new Error('boom');
      },
      'boom.',
    ],
  ])('that %s restarts nothing and cancels nothing', async (_, decide, why) => {
    const unruly = defineComponent({
      kind: 'policy',
      class_name: 'Unruly',
      summary: 'x',
      config,
      create: () => ({ decide: decide as never }),
    });
    const mine = { ...policy(), policies: { crash: { class_name: 'Unruly' } } };
    const world = worldWith([unruly], {}, { policy: mine });
    await world.run();
    expect(world.of('decision').map(({ data }) => `${data.action} ${data.reason}`)).toEqual([
      `stop the restart policy failed: ${why}`,
    ]);
  });
});

describe('an operator of a plugin', () => {
  const rule = (when: object): Rule => ({
    ...(monitor().rules[2] as Rule),
    name: 'odd',
    pattern: 'step 2',
    mode: undefined as never,
    when: when as never,
  });
  const operator = (given: object) =>
    defineComponent({
      kind: 'operator',
      class_name: 'Unruly',
      summary: 'x',
      config,
      create: () => ({ init: () => 0, step: (n: number) => [n + 1, []], due: () => undefined, ...given }) as never,
    });
  const asked = { operator: { class_name: 'Unruly' }, inputs: {} };
  const boom = () => {
    throw new Error('boom');
  };

  it.each([
    ['at a line', { step: boom }, ['The operator Unruly of the rule odd failed: boom.']],
    ['when it is asked when it is due', { due: boom }, []],
    ['before anything', { init: boom }, ['The operator Unruly of the rule odd failed: boom.']],
  ])('that throws %s is told of once an attempt, and the stream goes on', async (_, given, told) => {
    const world = worldWith([operator(given)], { rules: [...monitor().rules, rule(asked)] });
    await world.run();
    // The record needs the plugin as well, so that only the story is held against the one without it.
    const plain = worldWith([]);
    await plain.run();
    expect(world.story).toEqual(plain.story);
    expect([...new Set(notices(world).filter((text) => text.includes('Unruly')))]).toEqual(told);
  });
});

describe('a source of a plugin', () => {
  const source = (open: () => Promise<LogReader>) =>
    defineComponent({
      kind: 'source',
      class_name: 'Unruly',
      summary: 'x',
      config,
      create: () => ({ id: 'odd', open }),
    });
  const read =
    (given: LogReader['read']): (() => Promise<LogReader>) =>
    async () => ({
      read: given,
      [Symbol.asyncDispose]: never,
    });

  it.each([
    ['never opens', never, 'Unruly of the plugin unruly: opening odd did not answer within 10 s'],
    ['never answers', read(never), 'Unruly of the plugin unruly: reading odd did not answer within'],
    [
      'throws',
      read(() => {
        throw new Error('boom');
      }),
      'boom',
    ],
  ])('that %s is blind, and holds up no other', async (_, open, why) => {
    const long = [steps(1, 5), { after: 100_000, print: 'step 6\n' }, { after: 200_000, exit: 0 }] as const;
    const world = new World({
      scripts: [long],
      monitor: monitor({ sources: [{ class_name: 'Unruly' }] }),
      run: { registry: registryOf(source(open)) },
    });
    await world.run();
    checkRun(world, why);
    expect(world.of('progress')).toHaveLength(6);
    expect(ended(world)).toEqual(['succeeded']);
    expect(notices(world).join('\n')).toContain(why);
  });

  it('that answers late has its lines taken then, each once', async () => {
    let world: World;
    let isAsked = false;
    let isTold = false;
    const at = (offset: number) => ({ offset, generation: 0, seen: [] }) as never;
    const late: LogReader['read'] = (into) => {
      const { clock } = world;
      if (isAsked || clock.now() < began + 30_000)
        return { kind: 'caught_up', cursor: at(isTold ? 8 : 0), asOf: clock.now() };
      isAsked = true;
      return new Promise((resolve) => {
        clock.schedule(clock.now() + 25_000, () => {
          isTold = true;
          resolve({ kind: 'data', bytes: into.write('step 77\n'), cursor: at(8) });
        });
      });
    };
    world = new World({
      scripts: [[steps(1, 5), { after: 100_000, exit: 0 }]],
      monitor: monitor({ sources: [{ class_name: 'Unruly' }] }),
      run: { registry: registryOf(source(read(late))) },
    });
    const began = world.clock.now();
    await world.run();
    expect(
      world
        .of('progress')
        .filter(({ data }) => data.source === 'odd')
        .map(({ data }) => data.step),
    ).toEqual([77]);
    expect(ended(world)).toEqual(['succeeded']);
  });
});

describe('a notifier of a plugin', () => {
  it('that never answers is given up for this time, and the run ends without it', async () => {
    const unruly = defineComponent({
      kind: 'notifier',
      class_name: 'Unruly',
      summary: 'x',
      config,
      create: () => ({ send: never }),
    });
    const world = worldWith([unruly], { notifiers: [{ class_name: 'Unruly' }] });
    const result = await world.run();
    checkRun(world, 'notifier');
    expect(result.undelivered).toBeGreaterThan(0);
    expect(ended(world)).toEqual(['succeeded']);
  });
});

describe('an adapter of a plugin', () => {
  it('that never says how its job is makes it unknown, by name, and is asked again', async () => {
    let asked = 0;
    const world = new World({
      scripts: [[steps(1, 5), { after: 100_000, exit: 0 }]],
      adapter: (adapter) => ({ ...adapter, status: (...args) => (asked++ < 2 ? never() : adapter.status(...args)) }),
    });
    await world.run();
    checkRun(world, 'adapter');
    expect(asked).toBeGreaterThan(2);
    expect(ended(world)).toEqual(['succeeded']);
  });
});
