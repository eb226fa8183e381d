import RE2 from 're2';
import { describe, expect, it } from 'vitest';
import { echoOf } from '../echo.js';

const place = new RE2('out of memory|NaN|timed out|KeyError', 'ug');
const echo = (line: string) => echoOf(line, place);
const wire = (fields: object) => JSON.stringify({ sigwatch: 1, ...fields });
const error = { type: 'error', time: 1772445600.5, error_type: 'RuntimeError' };

describe('lines that a program prints for sigwatch', () => {
  it('say no failure to other rules, whatever they hold', () => {
    for (const line of [
      wire({ type: 'metrics', time: 1, step: 4, loss: 'NaN' }),
      wire({ type: 'phase', time: 1, phase: 'data', status: 'the mirror timed out' }),
      wire({ type: 'checkpoint', time: 1, action: 'failed', path: 'a', step: 4, message: 'out of memory' }),
      `[rank3]: ${wire({ type: 'metrics', time: 1, step: 4, loss: 'NaN' })}`,
      '{ "sigwatch": 1, "type": "metrics", "step": 4, "loss": "NaN" }',
    ])
      expect(echo(line), line).toBe('a line for sigwatch');
  });

  it('tell a failure where nobody handled the error', () => {
    expect(echo(wire({ ...error, message: 'CUDA out of memory' }))).toBeUndefined();
    expect(echo(wire({ ...error, message: 'CUDA out of memory', handled: false }))).toBeUndefined();
    expect(echo(wire({ ...error, message: 'CUDA out of memory', handled: true }))).toBe('a line for sigwatch');
    // What only looks like the key stands within a text.
    expect(echo(wire({ ...error, message: 'out of memory, {"handled":true}' }))).toBeUndefined();
  });

  it('is known however far from its start a rule hits', () => {
    const message = `${'x'.repeat(9000)} out of memory`;
    expect(echo(wire({ ...error, message, handled: true }))).toBe('a line for sigwatch');
    expect(echo(wire({ ...error, message }))).toBeUndefined();
  });

  it('frames of a traceback only repeat source code, and its last line tells', () => {
    const frames = 'Traceback (most recent call last):\n  File "train.py", line 4, in step\n    raise KeyError("x")\n';
    expect(echo(wire({ ...error, message: 'bad', traceback: `${frames}RuntimeError: bad` }))).toBe(
      'a line for sigwatch',
    );
    expect(echo(wire({ ...error, message: 'bad', traceback: `${frames}KeyError: 'x'` }))).toBeUndefined();
  });

  it('is no line of another program', () => {
    expect(echo('{"type":"metrics","loss":"NaN"}')).toBeUndefined();
    expect(echo('{"sigwatch":2,"type":"metrics","loss":"NaN"}')).toBeUndefined();
    expect(echo('RuntimeError: out of memory {"sigwatch":"health"}')).toBeUndefined();
  });
});
