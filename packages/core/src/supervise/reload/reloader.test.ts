import { describe, expect, it } from 'vitest';
import { folderOf } from '../../config/files.fixture.js';
import { loadMonitors, type Monitor } from '../../config/monitor.js';
import { systemDeps } from '../../deps.js';
import { createRegistry } from '../../plugin/registry.js';
import type { ActionRunner } from '../actions.js';
import type { Journal } from '../journal.js';
import type { ReloadedRules, RunContext } from '../options.js';
import { makeRules } from './made-rules.js';
import { Reloader } from './reloader.js';
import { ReloadRequests } from './requests.js';

const saying = (pattern: string): Monitor =>
  loadMonitors(
    ['rules.yaml'],
    folderOf({ 'rules.yaml': `log_signals:\n  - { name: failed, pattern: '${pattern}' }\n` }),
  );
const [old, other, third] = [saying('one'), saying('two'), saying('three')] as const;

/** A reloader of a run by the old rules. `load`: what the files say each time. */
function reloading(load: () => ReloadedRules | Promise<ReloadedRules>, commit: () => void = () => {}, watch = false) {
  const registry = createRegistry();
  const committed: { readonly data?: unknown }[] = [];
  const notices: string[] = [];
  const run = {
    ...{ registry, deps: systemDeps, reload: { load, watch } },
    ...makeRules({ monitor: old }, registry, systemDeps),
  } as unknown as RunContext;
  const journal = {
    snapshot: { phase: 'starting', attempt: 1, engine: {} },
    notice: (text: string) => notices.push(text),
    commit: (_: unknown, { events }: { readonly events: readonly { readonly data?: unknown }[] }) => {
      commit();
      committed.push(...events);
    },
  } as unknown as Journal;
  const actions = { add: () => {} } as unknown as ActionRunner;
  const requests = new ReloadRequests();
  const abort = new AbortController();
  const reloader = new Reloader(run, journal, actions, requests, abort.signal);
  return { reloader, requests, committed, notices, abort };
}

describe('what asks for a reload', () => {
  it('is answered each time, also by who asks again in the turn of the answer', async () => {
    const { requests } = reloading(() => ({ monitor: old }));
    for (let times = 0; times < 3; times++) expect((await requests.ask('caller')).changed).toEqual([]);
  });

  it('is answered each time where the rules are refused', async () => {
    const { requests } = reloading(() => {
      throw new Error('no rules');
    });
    for (let times = 0; times < 3; times++) await expect(requests.ask('caller')).rejects.toThrow('no rules');
  });

  it('is told where the new rules could not be committed', async () => {
    const { reloader, requests } = reloading(
      () => ({ monitor: other }),
      () => {
        throw new Error('no space left');
      },
    );
    const asked = requests.ask('caller');
    asked.catch(() => {});
    await expect.poll(() => reloader.exchange).toBeDefined();
    expect(() => reloader.takeOver()).toThrow('no space left');
    await expect(asked).rejects.toThrow('no space left');
  });

  it('is named by its own event, where other rules took over while it was loaded', async () => {
    let answer: (rules: ReloadedRules) => void = () => {};
    let loads = 0;
    const later = new Promise<ReloadedRules>((resolve) => {
      answer = resolve;
    });
    const { reloader, requests, committed } = reloading(() => (++loads === 1 ? { monitor: other } : later));
    const first = requests.ask('signal');
    await expect.poll(() => reloader.exchange).toBeDefined();
    const second = requests.ask('caller');
    await expect.poll(() => loads).toBe(2);
    reloader.takeOver();
    await first;
    answer({ monitor: third });
    await expect.poll(() => reloader.exchange).toBeDefined();
    reloader.takeOver();
    await second;
    expect(committed.map(({ data }) => (data as { by: string }).by)).toEqual(['signal', 'caller']);
  });
});

describe('files that are watched', () => {
  it('are loaded once more at the start: they may have changed since, while another process led the run', async () => {
    const { reloader, abort } = reloading(
      () => ({ monitor: other }),
      () => {},
      true,
    );
    await expect.poll(() => reloader.exchange).toBeDefined();
    abort.abort();
  });

  it('are loaded in silence where they have not', async () => {
    let loads = 0;
    const load = () => {
      loads += 1;
      return { monitor: old };
    };
    const { reloader, notices, abort } = reloading(load, () => {}, true);
    await expect.poll(() => loads).toBe(1);
    await reloader.end();
    expect(notices).toEqual([]);
    abort.abort();
  });
});
