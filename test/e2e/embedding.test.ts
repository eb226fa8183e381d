import { appendFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { embedding, root } from './embedding.js';

const { embed, logOf, logs } = embedding();

const step = (n: number) => ` iteration ${n}/ 100 | lm loss: 2.0E+00 | number of nan iterations: 0 |\n`;
const oom = 'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.\n';

describe('sigwatch inside of another program', () => {
  it('watches the heartbeats of a run to their end, with what the run says of it', async () => {
    const run = join(logs, 'runs/pretrain');
    mkdirSync(run, { recursive: true });
    writeFileSync(join(run, 'metadata.json'), JSON.stringify({ status: 'failed', error: oom }));
    const told = await embed(
      `const watched = watch('heartbeat:' + log);
      told.types = [];
      watched.events$.subscribe(({ event_type, data }) => {
        if (event_type === 'signal') told.types.push([data.error_type, data.source]);
      });
      const { end } = await watched.done;
      told.state = end.state;
      try { watch(['heartbeat:' + log, 'a.log']); } catch (error) { told.error = error.message; }`,
      { LOG: run },
    );
    expect(told).toMatchObject({ state: 'failed', error: expect.stringContaining('one run at a time') });
    expect(told.types).toContainEqual(['oom', 'metadata.json']);
    expect(readdirSync(logs).filter((name) => name.startsWith('sigwatch-'))).toEqual([]);
  });

  it('leaves nothing behind after watching a silent log', async () => {
    await embed(
      `const watched = watch(log); await sleep(1_000);
      // That is what "await using" does, whose syntax Node 20 does not know.
      await watched[Symbol.asyncDispose]();
      const again = watch(log, { stateDir: 'kept' }); await sleep(500); await again.stop();
      told.result = await again.done;`,
      { LOG: logOf('silent.log') },
    );
    expect(readdirSync(logs).filter((name) => /^sigwatch-/.test(name))).toEqual([]);
  });

  it('tells lines, signals and states of a growing log, and leaves nothing behind', async () => {
    const told = await embed(
      `const watched = watch(log, { monitor: 'megatron_basic' });
      const seen = { lines: 0, signals: [], states: [], events: [] };
      watched.lines$.subscribe(() => seen.lines++);
      watched.state$.subscribe((state) => seen.states.push(state));
      watched.events$.subscribe((event) => seen.events.push(event.event_type));
      const found = new Promise((resolve) => watched.signals$.subscribe((signal) => { seen.signals.push(signal.error_type ?? signal.kind); if (signal.kind === 'error') resolve(); }));
      for (let n = 1; n <= 20; n++) { appendFileSync(log, ${JSON.stringify(step(1))}.replace('1/', n + '/')); await sleep(20); }
      appendFileSync(log, ${JSON.stringify(oom)});
      await found;
      await watched.stop();
      told.seen = seen;`,
      { LOG: logOf('growing.log') },
    );
    const seen = told.seen as { lines: number; signals: string[]; states: string[]; events: string[] };
    expect(seen.lines).toBe(21);
    expect(seen.signals.slice(0, 21)).toEqual([...Array(20).fill('progress'), 'oom']);
    expect(seen.states).toEqual(['pending', 'running', 'degraded']);
    expect(seen.events.filter((type) => type === 'incident_opened')).toHaveLength(1);
  });

  it('ends with the logs, where they are read once', async () => {
    const told = await embed(
      `const watched = watch(log, { monitor: 'megatron_basic', follow: false });
      const incidents = []; watched.incidents$.subscribe((incident) => incidents.push(incident.root.error_type));
      told.result = await watched.done; told.incidents = incidents;`,
      { LOG: logOf('once.log', step(1) + oom) },
    );
    expect(told.result).toMatchObject({ restarts: 0, end: { state: 'failed' } });
    expect(told.incidents).toEqual(['oom']);
  });

  it('watches two logs apart, and stops each by its own signal', async () => {
    const two = logOf('two.log', oom);
    const told = await embed(
      `const [first, second] = [new AbortController(), new AbortController()];
      const watches = [watch(log, { signal: first.signal }), watch(${JSON.stringify(two)}, { signal: second.signal })];
      const counts = [0, 0];
      watches.forEach((watched, n) => watched.signals$.subscribe(({ error_type }) => error_type === 'oom' && counts[n]++));
      const counted = async (n) => { while (counts[1] < n) await sleep(20); };
      await counted(1);
      first.abort();
      told.first = await watches[0].done;
      appendFileSync(${JSON.stringify(two)}, ${JSON.stringify(oom)});
      appendFileSync(log, ${JSON.stringify(oom)});
      await counted(2);
      second.abort(new Error('enough'));
      told.second = await watches[1].done;
      told.counts = counts;`,
      { LOG: logOf('one.log') },
    );
    expect(told.first).toMatchObject({ restarts: 0 });
    expect(told.first).not.toHaveProperty('end');
    expect(told.counts).toEqual([0, 2]);
  });

  it('runs a command to its end, restarts included', async () => {
    const script = logOf(
      'train.mjs',
      `console.log(${JSON.stringify(step(5).trimEnd())}.replace('5/', 5 * Number(process.env.SIGWATCH_ATTEMPT) + '/'));
      if (process.env.SIGWATCH_ATTEMPT === '1') { console.log('NCCL error in: ProcessGroupNCCL.cpp:1970, remote process exited, attempt 1'); process.exit(1); }`,
    );
    const kill = (name: string) => join(root, 'test/kill', name);
    const told = await embed(
      `const watched = run([process.execPath, ${JSON.stringify(script)}], { monitor: ${JSON.stringify(kill('rules.yaml'))}, restart: ${JSON.stringify(kill('policy.yaml'))}, runId: 'embedded' });
      const decisions = []; watched.decisions$.subscribe(({ action }) => decisions.push(action));
      told.result = await watched.done; told.decisions = decisions;`,
    );
    expect(told.result).toMatchObject({ run_id: 'embedded', restarts: 1, end: { state: 'succeeded' } });
    expect(told.decisions).toEqual(['restart']);
    expect(existsSync(join(logs, 'state/sigwatch/runs/embedded/events.jsonl'))).toBe(true);
  });

  it('replays a finished log', async () => {
    const path = logOf('finished.log', step(1) + step(2) + oom);
    appendFileSync(path, '');
    const told = await embed(
      `told.types = []; for await (const event of replay(log, { restart: 'default', monitor: 'megatron_basic' })) told.types.push(event.event_type);
      try { for await (const _ of replay('missing.log')); } catch (error) { told.error = error.message; }`,
      { LOG: path },
    );
    expect(told.types).toContain('decision');
    expect((told.types as string[]).at(-1)).toBe('run_ended');
    expect(told.error).toMatch(/missing\.log can't be read/);
  });

  it('rejects what cannot be: an unknown monitor, no command', async () => {
    const told = await embed(
      `try { watch(log, { monitor: 'megatron_basics' }); } catch (error) { told.monitor = error.message; }
      try { run([]); } catch (error) { told.command = error.message; }`,
      { LOG: logOf('any.log') },
    );
    expect(told.monitor).toMatch(/megatron_basics/);
    expect(told.command).toMatch(/no command/);
  });
});
