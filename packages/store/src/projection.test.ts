import { appendFileSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { event, owner, temporaryDirectory } from '../test/fixtures.js';
import { openStore } from './index.js';
import { Projection } from './projection.js';

const lines = ['{"n":1}', '{"n":"zwei ä"}', '{"n":3}'];
const committed = {
  count: () => lines.length,
  line: (number: number) => lines[number - 1],
  after: (number: number) => lines.slice(number),
};
const whole = lines.map((line) => `${line}\n`).join('');

it('is equal again after a crash at any byte', () => {
  const directory = temporaryDirectory();
  const path = join(directory, 'events.jsonl');
  const bytes = Buffer.from(whole);
  for (let cut = 0; cut <= bytes.length; cut++) {
    writeFileSync(path, bytes.subarray(0, cut));
    new Projection(path, committed, 0).close();
    expect(readFileSync(path, 'utf8'), `cut at ${cut}`).toBe(whole);
  }
  expect(readdirSync(directory)).toEqual(['events.jsonl']);
});

it('keeps a copy of lines that the journal does not have', () => {
  for (const foreign of [`${whole}{"n":4}\n`, 'other\n', `${whole.slice(0, -3)}4}\n`, `${whole}{"n":4}\n{"torn`]) {
    const directory = temporaryDirectory();
    const path = join(directory, 'events.jsonl');
    writeFileSync(path, foreign);
    new Projection(path, committed, 77).close();
    expect(readFileSync(path, 'utf8')).toBe(whole);
    expect(readFileSync(`${path}.before-77`, 'utf8')).toBe(foreign);
  }
});

it('handles files that are larger than its buffer', () => {
  const path = join(temporaryDirectory(), 'events.jsonl');
  const many = Array.from({ length: 30_000 }, (_, n) => `${n}-${'x'.repeat(100)}`);
  const text = many.map((line) => `${line}\n`).join('');
  const source = {
    count: () => many.length,
    line: (number: number) => many[number - 1],
    after: (number: number) => many.slice(number),
  };
  for (const kept of [0, 1, 1 << 20, (1 << 20) + 57, 2 << 20, text.length - 1, text.length]) {
    writeFileSync(path, text.slice(0, kept));
    new Projection(path, source, 0).close();
    expect(readFileSync(path, 'utf8') === text, `kept ${kept}`).toBe(true);
  }
});

it('follows both files of a run when it is acquired', () => {
  const directory = temporaryDirectory();
  const path = (name: string) => join(directory, 'runs', 'r', name);
  const read = () => [readFileSync(path('events.jsonl'), 'utf8'), readFileSync(path('errors.jsonl'), 'utf8')];
  const acquire = () => openStore({ directory, probe: () => 'wal' });
  let expected: string[];
  {
    using store = acquire();
    const lease = store.acquire('r', owner);
    for (let n = 0; n < 9; n++) {
      store.commit({ events: [event(n), event(n, 'signal', n % 2 ? 'error' : 'notice')] }, lease);
    }
    expected = read();
    expect(expected[1]?.split('\n')).toHaveLength(5);
  }
  const damages = [
    () => rmSync(path('events.jsonl')),
    () => rmSync(path('errors.jsonl')),
    () => truncateSync(path('errors.jsonl'), expected[1]!.length - 5),
    () => truncateSync(path('events.jsonl'), expected[0]!.indexOf('\n') + 1),
    () => appendFileSync(path('events.jsonl'), '{"timestamp'),
  ];
  for (const damage of damages) {
    damage();
    using store = acquire();
    store.acquire('r', owner);
    expect(read()).toEqual(expected);
  }
});
