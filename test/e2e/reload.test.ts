import { appendFileSync, cpSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { SigwatchEvent } from '@sigwatch/core';
import { describe, expect, it, vi } from 'vitest';
import { Workshop } from './workshop.js';

vi.setConfig({ testTimeout: 60_000 });

const STEP = "  - { name: step, pattern: '^step (?P<step>\\d+)', metadata: { kind: progress } }\n";
const failure = (name: string, text: string) =>
  `  - { name: ${name}, pattern: '${text}', state: { class_name: CrashState }, metadata: { error_type: nccl } }\n`;
const rules = (...more: readonly string[]) => `log_signals:\n${STEP}${more.join('')}`;

/** A log that grows, and who watches it by rules that change. */
class Watched extends Workshop {
  readonly log = this.file('train.log', 'step 1\nwarp 1\n');
  readonly #watching;

  constructor(...args: string[]) {
    super();
    this.rules(failure('old', 'warp'));
    this.#watching = this.watching('watch', [this.log, '--run-id', 'w', '--monitor', './rules.yaml', ...args]);
  }

  rules(...more: readonly string[]): void {
    this.file('rules.yaml', rules(...more));
  }

  print(text: string): void {
    appendFileSync(this.log, text);
  }

  get process() {
    return this.#watching.child;
  }

  get seen() {
    return this.#watching.now();
  }

  of(type: string) {
    return this.seen.events.filter(({ event_type }) => event_type === type).map(({ data }) => data);
  }

  get hits(): readonly string[] {
    return this.of('signal').map(({ signal, line }) => `${signal} ${line}`);
  }

  async end(): Promise<number | null> {
    this.process.kill('SIGINT');
    return (await this.#watching.done).code;
  }
}

const until = (condition: () => void) => vi.waitFor(condition, { timeout: 30_000, interval: 50 });
const notices = (watched: Watched) => watched.of('notice').map(({ text }) => String(text));

describe.concurrent('rules of a watch that goes on', () => {
  it('are loaded anew when somebody asks: not one line is missed or matched twice', async () => {
    using watched = new Watched();
    await until(() => expect(watched.hits).toEqual(['old 2']));
    watched.rules(failure('new', 'warp'), failure('other', 'weft'));
    const asked = await watched.cli(['reload', 'w']);
    expect({ code: asked.code, err: asked.err }).toEqual({ code: 0, err: '' });
    expect(asked.out).toBe('other rules hold from here on: 2 added (new, other); 1 removed (old)\n');
    watched.print('step 2\nwarp 4\nweft 5\n');
    await until(() => expect(watched.hits).toEqual(['old 2', 'new 4', 'other 5']));
    expect(watched.of('rules_reloaded')).toEqual([
      {
        by: 'command',
        monitor: [expect.stringMatching(/rules\.yaml$/)],
        added: ['new', 'other'],
        removed: ['old'],
        changed: [],
        settings: [],
      },
    ]);

    watched.rules('  - { name: broken, patern: x }\n', failure('step', 'x'));
    const refused = await watched.cli(['reload', 'w']);
    expect(refused.code).toBe(2);
    expect(refused.out).toMatch(/^The rules were not reloaded, and those in force stay: \S*rules\.yaml:3:\d+: /);
    watched.print('warp 6\n');
    await until(() => expect(watched.hits.at(-1)).toBe('new 6'));

    watched.rules(failure('third', 'warp'));
    watched.process.kill('SIGHUP');
    await until(() => expect(watched.of('rules_reloaded').at(-1)).toMatchObject({ by: 'signal', added: ['third'] }));
    watched.print('warp 7\n');
    await until(() => expect(watched.hits.at(-1)).toBe('third 7'));
    await watched.end();
    const again = await watched.told('replay', ['--record', 'w']);
    const engine = (events: readonly SigwatchEvent[]) =>
      events.filter(({ event_type }) =>
        ['signal', 'rules_reloaded', 'incident_opened', 'state_changed'].includes(event_type),
      );
    expect(engine(again.events)).toEqual(engine(watched.seen.events));
  });

  it('are loaded anew by themselves when a file that they came from changes, and what is wrong with it is told', async () => {
    using watched = new Watched('--watch-rules');
    await until(() => expect(watched.hits).toEqual(['old 2']));
    watched.rules('  - { name: broken, patern: x }\n');
    await until(() => expect(notices(watched)).toEqual([expect.stringContaining('not reloaded')]));
    watched.rules(failure('new', 'warp'));
    await until(() =>
      expect(watched.of('rules_reloaded')).toMatchObject([{ by: 'files', added: ['new'], removed: ['old'] }]),
    );
    watched.print('warp 3\n');
    await until(() => expect(watched.hits).toEqual(['old 2', 'new 3']));
    await watched.end();
  });

  it('are told of as others where they have changed while nobody watched', async () => {
    using watched = new Watched();
    await until(() => expect(watched.hits).toEqual(['old 2']));
    await watched.end();
    watched.rules(failure('new', 'warp'));
    const idle = await watched.cli(['reload', 'w']);
    expect(idle.out).toBe('Nobody supervises w: whoever takes it up loads its rules as they are then.\n');
    watched.print('warp 3\n');
    const again = await watched.told('watch', [watched.log, '--once', '--run-id', 'w', '--monitor', './rules.yaml']);
    expect(
      again.events.filter(({ event_type }) => event_type === 'rules_reloaded').map(({ data }) => data),
    ).toMatchObject([{ by: 'restart', added: ['new'], removed: ['old'] }]);
    expect(
      again.events.flatMap(({ event_type, data }) => (event_type === 'signal' ? [`${data.signal} ${data.line}`] : [])),
    ).toEqual(['new 3']);
  });
});

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

describe('--plugin', () => {
  it('brings components that no sigwatch.yaml names, for rules and for a policy', async () => {
    using shop = new Workshop();
    cpSync(here('plugin/plugin.mjs'), `${shop.directory}/plugin.mjs`);
    symlinkSync(here('../../node_modules'), `${shop.directory}/node_modules`);
    shop.file(
      'rules.yaml',
      rules("  - { name: gone, pattern: 'node (?P<node>\\w+) is gone', state: { class_name: EvictedState } }\n"),
    );
    shop.file('policy.yaml', 'class_name: OncePolicy\nbecause: the node was taken away\n');
    const args = ['--monitor', './rules.yaml', '--restart', './policy.yaml'];
    const without = await shop.replay('step 1\nnode n7 is gone\n', ...args);
    expect(without.code).toBe(2);
    expect(without.err).toContain('EvictedState');
    const told = await shop.replay('step 1\nnode n7 is gone\n', ...args, '--plugin', './plugin.mjs');
    expect(told.events.filter(({ event_type }) => event_type === 'decision').map(({ data }) => data.reason)).toEqual([
      expect.stringContaining('the node was taken away'),
    ]);
    shop.file('train.log', 'step 1\nnode n7 is gone\n');
    for (const verb of [
      ['lint', './rules.yaml', './policy.yaml'],
      ['test', './rules.yaml'],
      ['backtest', '--base', './rules.yaml', '--head', './rules.yaml', '--restart', './policy.yaml', './train.log'],
    ]) {
      expect((await shop.cli(['rules', ...verb])).code, verb[0]).toBe(2);
      const { code, err } = await shop.cli(['rules', ...verb, '--plugin', './plugin.mjs']);
      expect(code, `${verb[0]}: ${err}`).toBe(0);
      expect((await shop.cli(['rules', ...verb, '--plugin', './none.mjs'])).err).toMatch(/none\.mjs can't be loaded/);
    }
    // Named twice it is still one.
    shop.file('sigwatch.yaml', 'plugins: [ ./plugin.mjs ]\n');
    expect((await shop.cli(['rules', 'list', '--monitor', './rules.yaml', '--plugin', './plugin.mjs'])).code).toBe(0);
    const missing = await shop.cli(['rules', 'list', '--plugin', './none.mjs']);
    expect(missing.code).toBe(2);
    expect(missing.err).toMatch(/plugin \S*none\.mjs can't be loaded/);
  });
});
