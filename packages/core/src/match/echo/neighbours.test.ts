import { describe, expect, it } from 'vitest';
import { compileRules } from '../compile-rules.js';
import { names, rule, scanText } from '../rules.test-helper.js';
import { emptyScanState } from '../types.js';

const matcher = compileRules([rule('r', 'CUDA out of memory|timeout')]);
const hits = (text: string) => names(scanText(matcher, text).hits);
/** The same, with every line in a chunk of its own. */
const apart = (text: string) => {
  let state = emptyScanState;
  return text.split('\n').flatMap((line, i) => {
    const result = scanText(matcher, `${line}\n`, JSON.parse(JSON.stringify(state)), { offset: 0, line: i + 1 });
    state = result.state;
    return names(result.hits);
  });
};
const both = (text: string) => {
  expect(apart(text)).toEqual(hits(text));
  return hits(text);
};

describe('what lines are by their neighbours', () => {
  it('the source under a frame of a traceback, and not the exception', () => {
    const text = [
      'Traceback (most recent call last):',
      '  File "/x/train.py", line 3, in main',
      '    run(on_oom, "CUDA out of memory",',
      '        timeout=timeout)',
      '        ^^^^^^^',
      'RuntimeError: CUDA out of memory',
    ];
    expect(both(text.join('\n'))).toEqual(['6:r']);
    // A launcher that shows the traceback of its worker indents all of it.
    expect(both(text.map((line) => `    ${line}`).join('\n'))).toEqual(['6:r']);
    expect(both(text.map((line) => `[rank3]: ${line}`).join('\n'))).toEqual(['6:r']);
  });

  it('an exception that Python ignores, and not the next one', () => {
    const text = [
      'Exception ignored in: <function Iter.__del__ at 0x7f0>',
      'Traceback (most recent call last):',
      '  File "/x/loader.py", line 9, in __del__',
      '    self.close()',
      'TimeoutError: timeout',
      'RuntimeError: CUDA out of memory',
    ];
    expect(both(text.join('\n'))).toEqual(['6:r']);
    expect(both(text.map((line) => `[rank3]: ${line}`).join('\n'))).toEqual(['6:r']);
    expect(both(text.toSpliced(1, 3).join('\n'))).toEqual(['2:r', '3:r']);
    expect(both(text.slice(1).join('\n'))).toEqual(['4:r', '5:r']);
  });

  it('not the line of another rank', () => {
    const text =
      '[rank0]:   File "x.py", line 3, in f\n[rank1]:     CUDA out of memory here\n[rank0]:     g("timeout")';
    expect(both(text)).toEqual(['2:r', '3:r']);
  });

  it('a help text that is wrapped', () => {
    const text = [
      '  --wait SECONDS  how long a rank waits for the others',
      '                  before it gives up with a timeout',
      'RuntimeError: timeout',
      '                  timeout',
    ];
    expect(both(text.join('\n'))).toEqual(['3:r', '4:r']);
  });

  it('entries of settings, and not what is reported among them', () => {
    const text = [
      'Trainer config:',
      '  retry:',
      '    hint: CUDA out of memory means smaller batches',
      '    error: CUDA out of memory',
      '  - timeout',
      'RuntimeError: CUDA out of memory',
      '  hint: CUDA out of memory',
    ];
    expect(both(text.join('\n'))).toEqual(['4:r', '5:r', '6:r', '7:r']);
    expect(both('run args = {\n    "hint": "timeout",\n}\n    "hint": "timeout",')).toEqual(['4:r']);
    expect(both('ValueError: bad config:\n  hint: timeout')).toEqual(['2:r']);
  });

  it('rules of a monitor', () => {
    const text = 'log_signals:\n  - name: x\n\n    description: "CUDA out of memory"\n# timeout\nCUDA out of memory';
    expect(both(text)).toEqual(['6:r']);
  });

  it('a diff, up to the first line that is none', () => {
    expect(both('@@ -1,2 +1,3 @@\n x\n+CUDA out of memory\n timeout\nCUDA out of memory')).toEqual(['5:r']);
  });

  it('what the view of sigwatch shows of a line', () => {
    const text =
      '04:51:54  critical    oom (oom)  t.log:9\n                      CUDA out of memory\nCUDA out of memory';
    expect(both(text)).toEqual(['3:r']);
  });

  it('no longer than a dump may be', () => {
    const long = `log_signals:\n${'  x\n'.repeat(1000)}  CUDA out of memory\n`;
    expect(hits(long)).toEqual(['1002:r']);
    expect(apart(long)).toEqual(['1002:r']);
    expect(hits(long.replace('  x\n', ''))).toEqual([]);
  });

  it('costs nothing where a rule counts echoes', () => {
    const counts = compileRules([
      rule('r', 'timeout', { count_echoes: true }),
      rule('step', 'x', { kind: 'progress' }),
    ]);
    const { hits: found, state } = scanText(counts, 'log_signals:\n  timeout\n+ python x --timeout=1\n');
    expect(names(found)).toEqual(['2:r', '3:r', '3:step']);
    expect(state).toEqual(emptyScanState);
  });
});
