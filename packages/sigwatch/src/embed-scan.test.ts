import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { definePack, type ScanOptions, type Signal, scan } from './index.js';

const directory = mkdtempSync(join(tmpdir(), 'sigwatch-scan-'));
afterAll(() => rmSync(directory, { recursive: true }));

const pack = definePack({
  name: 'mine',
  log_signals: [
    { name: 'step', pattern: 'step (?P<step>\\d+)', metadata: { kind: 'progress' } },
    { name: 'oom', pattern: 'out of memory on (?P<gpu>\\w+)', state: { class_name: 'CrashState' } },
    {
      name: 'often',
      pattern: 'retrying',
      when: { count: 3 },
      state: { class_name: 'CrashState' },
    },
  ],
});

function logOf(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

async function found(logs: string | readonly string[], options: ScanOptions = {}): Promise<readonly Signal[]> {
  const signals: Signal[] = [];
  for await (const signal of scan(logs, { monitor: pack, ...options })) signals.push(signal);
  return signals;
}

describe('scan', () => {
  const text = '2026-01-02T03:04:05Z step 7\nretrying\nout of memory on gpu3\n';

  it('gives each line that a rule hits, with place, fields and time', async () => {
    const path = logOf('a.log', text);
    const [only, ...more] = await found(path);
    expect(more).toEqual([]);
    expect(only).toMatchObject({ name: 'oom', kind: 'error', mode: 'crash', source: path, line: 3, offset: 37 });
    expect(only?.fields).toEqual({ gpu: 'gpu3' });
    expect(only?.text).toBe('out of memory on gpu3');
  });

  it('gives what is no failure where it is asked for, in order, with the time of the line before', async () => {
    const signals = await found(logOf('b.log', text), { all: true });
    expect(signals.map(({ name }) => name)).toEqual(['step', 'often', 'oom']);
    const said = Date.parse('2026-01-02T03:04:05Z');
    expect(signals.map(({ time }) => time)).toEqual([said, said, said]);
  });

  it('finds the same with threads', async () => {
    const lines = Array.from({ length: 3000 }, (_, n) => (n % 100 === 0 ? `out of memory on g${n}` : 'nothing'));
    const path = logOf('c.log', `${lines.join('\n')}\n`);
    const one = await found(path);
    expect(one).toHaveLength(30);
    const places = (signals: readonly Signal[]) => signals.map(({ id, line, offset }) => ({ id, line, offset }));
    expect(places(await found(path, { workers: 2 }))).toEqual(places(one));
  });

  it('counts lines of each log anew', async () => {
    const logs = ['d.log', 'e.log'].map((name) => logOf(name, 'x\nout of memory on g\n'));
    expect((await found(logs)).map(({ source, line }) => ({ source, line }))).toEqual(
      logs.map((source) => ({ source, line: 2 })),
    );
  });

  it('says what it could not read, after what it could', async () => {
    const path = logOf('f.log', 'out of memory on g\n');
    const seen: Signal[] = [];
    const missing = join(directory, 'missing.log');
    const reading = (async () => {
      for await (const signal of scan([path, missing], { monitor: pack })) seen.push(signal);
    })();
    await expect(reading).rejects.toMatchObject({
      code: 'unanswered',
      message: expect.stringContaining(`${missing} can't be read`),
    });
    expect(seen).toHaveLength(1);
    await expect(found(join(directory, '*.none'))).rejects.toMatchObject({ code: 'argument_invalid' });
  });

  it('ends with its signal, and can be left', async () => {
    const path = logOf('g.log', 'out of memory on g\n'.repeat(10));
    const enough = new AbortController();
    const reading = (async () => {
      for await (const _ of scan(path, { monitor: pack, signal: enough.signal })) enough.abort(new Error('enough'));
    })();
    await expect(reading).rejects.toThrow('enough');
    for await (const { line } of scan(path, { monitor: pack })) {
      expect(line).toBe(1);
      break;
    }
  });

  it('refuses rules that cannot be used before anything is read', () => {
    expect(() => scan('any.log', { monitor: 'no_such_monitor' })).toThrow(/no_such_monitor/);
  });
});
