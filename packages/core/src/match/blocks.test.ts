import { describe, expect, it } from 'vitest';
import { compileRules } from './compile-rules.js';
import { naiveScan } from './naive.test-oracle.js';
import { rule, scanText } from './rules.test-helper.js';
import { emptyScanState, type Hit } from './types.js';

const rules = [
  rule('traceback', 'Traceback \\(most recent call last\\)', { lines: 40, error_type: 'exception' }),
  rule('oom', 'OutOfMemoryError: CUDA out of memory.*Tried to allocate (?P<size>[\\d.]+ GiB)', { error_type: 'oom' }),
  rule('python', '\\b(?:Value|Key)Error\\b', { error_type: 'exception' }),
  rule('summary', 'Root Cause', { lines: 3 }),
  rule('step', 'iteration (?P<step>\\d+)', { kind: 'progress' }),
  rule('seen', 'in <module>', { kind: 'notice' }),
];
const matcher = compileRules(rules);
const traceback = (error: string) => [
  'Traceback (most recent call last):',
  '  File "a.py", line 1, in f',
  '    g()',
  error,
];
const prefixed = (prefix: string, lines: readonly string[]) => lines.map((line) => prefix + line);

/** Every hit of a text, flushed; told the same in whatever chunks the lines come. */
function hitsOf(lines: readonly string[]): Hit[] {
  const text = `${lines.join('\n')}\n`;
  const whole = scanText(matcher, text);
  const hits = [...whole.hits, ...matcher.flush(whole.state).hits];
  let state = emptyScanState;
  const pieces: Hit[] = [];
  let offset = 0;
  for (const [index, line] of lines.entries()) {
    const bytes = Buffer.from(`${line}\n`);
    const result = matcher.scan(bytes, { offset, line: index + 1 }, JSON.parse(JSON.stringify(state)));
    pieces.push(...result.hits);
    state = result.state;
    offset += bytes.length;
  }
  expect([...pieces, ...matcher.flush(state).hits]).toEqual(hits);
  const slow = naiveScan(rules, Buffer.from(text));
  expect([...slow.hits, ...matcher.flush({ blocks: slow.open }).hits]).toEqual(hits);
  return hits;
}
const told = (hits: readonly Hit[]) =>
  hits.map((hit) => [hit.rule.name, hit.line, hit.fields.exception, hit.block?.length]);

describe('a traceback', () => {
  it.each([
    '',
    '[rank3]: ',
    '[default7]:',
    '[default2]:[rank2]: ',
    '3: ',
    ' 0: ',
    '13: [rank13]: ',
    'node01: ',
    'gpu-7.cluster: ',
    '(TaskRunner pid=123) ',
    '(pretraining, pid=4112) ',
    'ining-demo/0 [default2]:[rank2]: ',
    '\x1b[36m(Worker pid=57715)\x1b[0m ',
    '\x1b[31m[rank1]: ',
  ])('ends at its exception behind %j', (prefix) => {
    const hits = hitsOf([...prefixed(prefix, traceback('zmq.error.Again: no: luck')), 'after']);
    expect(hits).toHaveLength(1);
    expect(hits[0]).toMatchObject({
      rule: { name: 'traceback' },
      line: 4,
      text: `${prefix}zmq.error.Again: no: luck`,
      fields: { exception: 'zmq.error.Again', message: 'no: luck', first_line: 1 },
    });
    expect(hits[0]!.block).toEqual(prefixed(prefix, traceback('zmq.error.Again: no: luck')));
  });

  it.each(['2024-05-07 10:00:00 - ERROR - __main__ - ', 'ERROR: ', '[INFO:swift] ', '0: 2024-05-07 10:00:00 ERROR '])(
    'has what a logger put before its first line only: %j',
    (head) => {
      const [first, ...rest] = traceback('OSError');
      const rank = head.startsWith('0: ') ? '0: ' : '';
      expect(told(hitsOf([head + first, ...prefixed(rank, rest)]))).toEqual([['traceback', 4, 'OSError', 4]]);
    },
  );

  it('gives its block to an error of another type on its last line', () => {
    const lines = prefixed(
      '[rank2]: ',
      traceback('torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.5 GiB.'),
    );
    const [hit, ...others] = hitsOf(lines);
    expect(others).toEqual([]);
    expect(hit).toMatchObject({ rule: { name: 'oom' }, line: 4, block: lines });
    expect(hit!.fields).toEqual({
      ...{ exception: 'torch.OutOfMemoryError', first_line: 1, size: '2.5 GiB' },
      message: 'CUDA out of memory. Tried to allocate 2.5 GiB.',
    });
  });

  it('drops what would only repeat it', () => {
    expect(told(hitsOf(traceback("KeyError: 'text'")))).toEqual([['traceback', 4, 'KeyError', 4]]);
    expect(told(hitsOf(["KeyError: 'text'"]))).toEqual([['python', 1, undefined, undefined]]);
  });

  it('keeps the ranks apart that print at the same time', () => {
    const one = prefixed('[rank1]: ', traceback('ValueError: one'));
    const two = prefixed('[rank2]: ', traceback('OSError: two'));
    const lines = one.flatMap((line, index) => [line, two[index]!, ` iteration ${index}`]);
    const hits = hitsOf(lines);
    expect(hits.filter((hit) => hit.rule.kind === 'progress')).toHaveLength(4);
    const blocks = hits.filter((hit) => hit.rule.name === 'traceback');
    expect(blocks.map((hit) => [hit.line, hit.fields.message, hit.block])).toEqual([
      [10, 'one', one],
      [11, 'two', two],
    ]);
  });

  it('is not ended by what others print without a prefix', () => {
    const [first, second, third, last] = traceback('ValueError: x');
    const lines = [first!, 'iteration 7', second!, 'epoch: 0|step: 3', 'INFO: fine', third!, '', '2024 plain', last!];
    expect(told(hitsOf(lines))).toEqual([
      ['step', 2, undefined, undefined],
      ['traceback', 9, 'ValueError', 5],
    ]);
  });

  it('is one of several in a chain', () => {
    const between = ['', 'During handling of the above exception, another exception occurred:', ''];
    const lines = [
      ...traceback('KeyError: 1'),
      ...between,
      ...traceback('RuntimeError: 2'),
      'Some more of the message',
    ];
    expect(told(hitsOf(lines))).toEqual([
      ['traceback', 4, 'KeyError', 4],
      ['traceback', 11, 'RuntimeError', 4],
    ]);
  });

  it('still matches the lines inside it', () => {
    const lines = traceback('TypeError: x').toSpliced(1, 0, '  File "b.py", line 2, in <module>');
    expect(told(hitsOf(lines)).map(([name, line]) => [name, line])).toEqual([
      ['seen', 2],
      ['traceback', 5],
    ]);
  });

  it('is followed to its exception when it is deeper than its block', () => {
    const frames = Array.from({ length: 60 }, (_, index) => `  File "a.py", line ${index}, in f`);
    const [hit] = hitsOf(['Traceback (most recent call last):', ...frames, 'OSError: deep']);
    expect(hit).toMatchObject({ line: 62, fields: { exception: 'OSError' } });
    expect(hit!.block).toHaveLength(40);
    expect([hit!.block![0], hit!.block!.at(-1)]).toEqual(['Traceback (most recent call last):', 'OSError: deep']);
  });

  it('is told when the job ends, or when its end never comes', () => {
    const cut = traceback('').slice(0, 3);
    expect(told(hitsOf(cut))).toEqual([['traceback', 1, undefined, 3]]);
    expect(told(hitsOf([...cut, ...Array(2500).fill('x y')])).at(0)).toEqual(['traceback', 1, undefined, 3]);
  });

  it('reads qualified names', () => {
    for (const name of [
      'KeyboardInterrupt',
      'a.b.<locals>.E',
      'ray.exceptions.RayTaskError(ValueError)',
      'socket.timeout',
      '_queue.Empty',
    ]) {
      expect(told(hitsOf(traceback(`${name}: m`)))).toEqual([['traceback', 4, name, 4]]);
      expect(told(hitsOf(traceback(name)))).toEqual([['traceback', 4, name, 4]]);
    }
  });
});

describe('blocks', () => {
  it('of other kinds have a number of lines, of their own rank', () => {
    const lines = ['[rank1]: Root Cause:', '[rank2]: x', '[rank1]: a', '[rank1]: b', '[rank1]: c'];
    const [hit] = hitsOf(lines);
    expect(hit).toMatchObject({
      line: 1,
      text: lines[0],
      block: [lines[0], lines[2], lines[3]],
      fields: { first_line: 1 },
    });
    expect(told(hitsOf(['Root Cause (first observed failure):', '[0]:', '  time : x', 'y']))).toEqual([
      ['summary', 1, undefined, 3],
    ]);
  });

  it('are bounded: the oldest is closed', () => {
    const many = Array.from({ length: 70 }, (_, index) => `[rank${index}]: Traceback (most recent call last):`);
    const { hits, state } = scanText(matcher, `${many.join('\n')}\n`);
    expect(state.blocks).toHaveLength(64);
    expect(hits.map((hit) => hit.line)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('are forgotten when a reload took their rule away', () => {
    const { state } = scanText(matcher, 'Root Cause\n');
    const other = compileRules([rule('x', 'x')]);
    expect(scanText(other, 'y\n', state).state.blocks).toEqual([]);
    expect(other.flush(state).hits).toEqual([]);
  });

  it('leave the state they were given as it was', () => {
    const { state } = scanText(matcher, 'Root Cause\n');
    const before = JSON.stringify(state);
    scanText(matcher, 'a\nb\nc\n', state);
    expect(JSON.stringify(state)).toBe(before);
  });
});
