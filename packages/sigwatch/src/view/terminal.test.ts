import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { event, START, step, storyOfARestart } from './events.fixture.js';
import { createJsonl } from './jsonl.js';
import { createTerminal } from './terminal.js';

/** A virtual clock, and the screen that a person would see of what is written. */
function stage(columns: number | null = 80, fail?: string) {
  let now = START;
  const timers = new Set<{ at: number; wake: () => void }>();
  let written = '';
  const out = Object.assign(
    new Writable({
      write(chunk, _encoding, done) {
        if (fail) return done(Object.assign(new Error('gone'), { code: fail }));
        written += chunk;
        done();
      },
    }),
    columns === null ? {} : { isTTY: true, columns },
  );
  return {
    out,
    timers,
    written: () => written,
    deps: {
      now: () => now,
      schedule(at: number, wake: () => void) {
        const timer = { at, wake };
        timers.add(timer);
        return () => void timers.delete(timer);
      },
    },
    advance(ms: number) {
      const end = now + ms;
      for (;;) {
        const next = [...timers].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        now = Math.max(now, next.at);
        timers.delete(next);
        next.wake();
      }
      now = end;
    },
  };
}

/** The rows on a screen after the writes; knows the few sequences that the view uses. */
function screen(written: string): string[] {
  const rows = [''];
  let row = 0;
  let column = 0;
  for (let i = 0; i < written.length; i++) {
    const char = written[i]!;
    if (char === '\u001b') {
      const sequence = /^\[(\??\d*)([a-zA-Z])/.exec(written.slice(i + 1))!;
      i += sequence[0].length;
      if (sequence[2] === 'A') row = Math.max(0, row - Number(sequence[1]));
      if (sequence[2] === 'J') {
        rows.length = row + 1;
        rows[row] = rows[row]!.slice(0, column);
      }
    } else if (char === '\n') {
      row++;
      column = 0;
      rows[row] ??= '';
    } else if (char === '\r') column = 0;
    else {
      rows[row] = rows[row]!.slice(0, column) + char + rows[row]!.slice(column + 1);
      column++;
    }
  }
  return rows;
}

const env = { NO_COLOR: '1' };

describe('createTerminal on a terminal', () => {
  it('keeps one status line below the lines and removes it at the end', () => {
    const { out, deps, written, timers, advance } = stage();
    const terminal = createTerminal(out, deps, { cwd: '/w', env });
    const story = storyOfARestart();
    for (const one of story.slice(0, 6)) terminal.event(one);
    advance(100);
    const during = screen(written());
    expect(during.at(-1)).toContain('running  ━━');
    expect(during.filter((row) => row.includes('━'))).toHaveLength(1);
    for (const one of story.slice(6)) terminal.event(one);
    terminal.close();
    const after = screen(written());
    expect(after.some((row) => row.includes('━') || row.includes('progress'))).toBe(false);
    expect(after.filter((row) => row.startsWith('10:04:20  succeeded'))).toHaveLength(1);
    expect(after.every((row) => row.length <= 80)).toBe(true);
    expect(written().endsWith('\u001b[?25h')).toBe(true);
    expect(timers.size).toBe(0);
    expect(out.listenerCount('resize')).toBe(0);
  });

  it('redraws at most ten times a second, and each second without events', () => {
    const { out, deps, written, advance } = stage();
    const terminal = createTerminal(out, deps, { env });
    const draws = () => written().split('\u001b[?25l').length - 1;
    for (let i = 1; i <= 1000; i++) {
      terminal.event(step(i / 1000, i));
      advance(1);
    }
    expect(draws()).toBeLessThanOrEqual(11);
    const before = draws();
    advance(3000);
    expect(draws() - before).toBe(3);
    terminal.close();
  });

  it('removes all rows of a status line that a narrower window has broken', () => {
    const { out, deps, written, advance } = stage(80);
    const terminal = createTerminal(out, deps, { env });
    for (const one of storyOfARestart().slice(0, 5)) terminal.event(one);
    advance(100);
    Object.assign(out, { columns: 30 });
    out.emit('resize');
    const from = written().length;
    advance(100);
    expect(written().slice(from)).toMatch(/^\u001b\[\d+A\r\u001b\[0J/);
    terminal.close();
  });

  it('uses few colours, none with NO_COLOR, and neither colours nor redraws on a dumb terminal', () => {
    const show = (variables: Record<string, string>) => {
      const { out, deps, written } = stage();
      const terminal = createTerminal(out, deps, { env: variables });
      for (const one of storyOfARestart()) terminal.event(one);
      terminal.close();
      return written();
    };
    expect(show({})).toContain('\u001b[31m');
    expect(show(env)).not.toMatch(/\u001b\[\d+m/);
    expect(show(env)).toContain('\u001b[?25l');
    expect(show({ TERM: 'dumb' })).not.toContain('\u001b');
  });

  it('leaves the exit listeners of the process as they were', () => {
    const before = process.listenerCount('exit');
    const { out, deps } = stage();
    const terminal = createTerminal(out, deps, { env });
    expect(process.listenerCount('exit')).toBe(before + 1);
    terminal.close();
    terminal.close();
    expect(process.listenerCount('exit')).toBe(before);
  });
});

describe('createTerminal elsewhere', () => {
  it('prints plain lines only and needs no timer', () => {
    const { out, deps, written, timers } = stage(null);
    const terminal = createTerminal(out, deps, { cwd: '/w', env: {} });
    for (const one of storyOfARestart()) terminal.event(one);
    terminal.close();
    expect(written()).not.toContain('\u001b');
    expect(written()).not.toContain('\r');
    expect(written()).toContain('10:04:01  progress    step 10/200  loss 2.500\n');
    expect(timers.size).toBe(0);
  });

  it('tells what it held back when it is closed early', () => {
    const { out, deps, written } = stage(null);
    const terminal = createTerminal(out, deps, { env });
    terminal.event(step(0, 1));
    terminal.event(step(1, 2));
    terminal.close();
    terminal.event(step(2, 3));
    expect(
      written()
        .split('\n')
        .map((row) => row.slice(10, 30).trim()),
    ).toEqual(['progress    step 1/2', 'progress    step 2/2', '']);
  });
});

describe('a reader that goes away', () => {
  it.each(['EPIPE', 'EIO'])('does not end the supervision (%s)', async (code) => {
    for (const columns of [80, null]) {
      const { out, deps, timers } = stage(columns, code);
      const terminal = createTerminal(out, deps, { env });
      for (const one of storyOfARestart()) {
        terminal.event(one);
        await new Promise(setImmediate);
      }
      terminal.close();
      await new Promise(setImmediate);
      expect(timers.size).toBe(0);
    }
    const { out } = stage(null, code);
    const jsonl = createJsonl(out);
    jsonl.event(event(0, 'notice'));
    jsonl.close();
    await new Promise(setImmediate);
    jsonl.event(event(0, 'notice'));
  });
});

describe('createJsonl', () => {
  it('prints one event a line, whatever it holds', () => {
    const { out, written } = stage(null);
    const jsonl = createJsonl(out);
    const events = [event(0, 'notice', { text: 'a\nb\u2028\u001b[1m' }), ...storyOfARestart()];
    for (const one of events) jsonl.event(one);
    jsonl.close();
    const lines = written().trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(events);
  });
});
