import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compiled } from '../../../test/support/compiled.js';
import { event, owner, summary, temporaryDirectory } from '../test/fixtures.js';
import { openStore } from './index.js';

let sources: ReturnType<typeof compiled>;
beforeAll(() => {
  sources = compiled('store');
});
afterAll(() => sources.dispose());

function start(directory: string, name: string, body: string): ChildProcess {
  const script = join(directory, name);
  const store = pathToFileURL(join(sources.directory, 'index.js')).href;
  writeFileSync(script, `import { currentOwner, openStore } from ${JSON.stringify(store)};\n${body}`);
  return spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
}

describe.each(['wal', 'truncate'] as const)('in %s mode', (mode) => {
  it('a supervisor that is killed at any moment loses and doubles no event', async () => {
    const directory = temporaryDirectory();
    const body = `
      const store = openStore({ directory: ${JSON.stringify(directory)}, probe: () => '${mode}' });
      const lease = store.acquire('r', currentOwner());
      let n = store.load('r').events;
      console.log('ready');
      for (;;) {
        n++;
        const data = { n, kind: n % 3 ? 'progress' : 'error', pad: 'x'.repeat(n % 500) };
        const event = { timestamp: '', event_type: 'signal', run_id: 'r', attempt: 1, data };
        store.commit({ events: [event], snapshot: { n }, record: [n], durable: n % 50 === 0 }, lease);
      }`;
    let last = 0;
    // On a busy machine a writer may die before its first commit.
    for (let round = 0; round < 20 || last <= 20; round++) {
      const child = start(directory, 'writer.mjs', body);
      await once(child.stdout!, 'data');
      // The moment of death is what this test varies.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 30));
      child.kill('SIGKILL');
      await once(child, 'exit');
      using store = openStore({ directory, probe: () => mode });
      const lease = store.acquire('r', owner);
      const numbers = [...store.events('r')].map((line) => line.data.n as number);
      expect(numbers).toEqual(numbers.map((_, index) => index + 1));
      expect(numbers.length).toBeGreaterThanOrEqual(last);
      last = numbers.length;
      expect(store.load('r')).toMatchObject({ events: last, ...(last && { snapshot: { n: last } }) });
      expect([...store.record('r')]).toHaveLength(last);
      const lines = (name: string) =>
        readFileSync(join(directory, 'runs', 'r', name), 'utf8')
          .split('\n')
          .slice(0, -1)
          .map((line) => JSON.parse(line));
      expect(lines('events.jsonl')).toEqual([...store.events('r')]);
      expect(lines('errors.jsonl').map((line) => line.data.n)).toEqual(numbers.filter((n) => n % 3 === 0));
      store.release(lease);
    }
  });

  it('readers in another process see whole commits of a live run', async () => {
    const directory = temporaryDirectory();
    using store = openStore({ directory, probe: () => mode });
    const lease = store.acquire('r', owner);
    const result = join(directory, 'result.json');
    const child = start(
      directory,
      'reader.mjs',
      `import { writeFileSync } from 'node:fs';
      const store = openStore({ directory: ${JSON.stringify(directory)}, readonly: true });
      let looks = 0, torn = 0, last = 0;
      console.log('ready');
      while (last < 400) {
        const events = [...store.events('r')].map((event) => event.data.n);
        if (events.some((n, index) => n !== index + 1)) torn++;
        const run = store.load('r');
        if (run.snapshot !== undefined && run.snapshot !== run.events) torn++;
        if (store.list().length !== 1 || store.owner('r')?.pid !== ${process.pid}) torn++;
        last = events.length;
        looks++;
      }
      writeFileSync(${JSON.stringify(result)}, JSON.stringify({ looks, torn }));`,
    );
    await once(child.stdout!, 'data');
    const ended = once(child, 'exit');
    let n = 0;
    while (n < 400) {
      store.commit({ events: [event(++n)], snapshot: n, summary: summary({ step: n }) }, lease);
      if (n % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await ended).toEqual([0, null]);
    expect(existsSync(result)).toBe(true);
    expect(JSON.parse(readFileSync(result, 'utf8'))).toMatchObject({ torn: 0 });
  });
});

it('several supervisors share a state directory', async () => {
  const directory = temporaryDirectory();
  const children = ['a', 'b', 'c'].map((run) =>
    start(
      directory,
      `${run}.mjs`,
      `const store = openStore({ directory: ${JSON.stringify(directory)} });
      const lease = store.acquire('${run}', currentOwner());
      for (let n = 1; n <= 200; n++) store.commit({ record: [n], durable: true }, lease);`,
    ),
  );
  for (const exit of await Promise.all(children.map((child) => once(child, 'exit')))) expect(exit).toEqual([0, null]);
  using store = openStore({ directory });
  for (const run of ['a', 'b', 'c']) expect([...store.record(run)]).toHaveLength(200);
});

it('of several processes that want one run, exactly one gets it', async () => {
  const directory = temporaryDirectory();
  const body = `
    const store = openStore({ directory: ${JSON.stringify(directory)} });
    try { store.acquire('r', currentOwner()); console.log('got'); } catch (error) { console.log(error.name); }
    setInterval(() => {}, 1000);`;
  const children = [1, 2, 3, 4].map((n) => start(directory, `${n}.mjs`, body));
  const answers = await Promise.all(
    children.map(async (child) => String((await once(child.stdout!, 'data'))[0]).trim()),
  );
  for (const child of children) child.kill('SIGKILL');
  await Promise.all(children.map((child) => once(child, 'exit')));
  expect(answers.sort()).toEqual(['LeaseHeldError', 'LeaseHeldError', 'LeaseHeldError', 'got']);
});
