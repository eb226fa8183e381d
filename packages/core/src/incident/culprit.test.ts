import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signal } from '../run/attempt.fixture.js';
import { culpritOf } from './culprit.js';

const failure = (text: string, more: Parameters<typeof signal>[1] extends infer S ? Partial<S> : never = {}) =>
  signal(0, { name: 'x', mode: 'crash', error_type: 'oom', text, ...more });
const of = (
  root: ReturnType<typeof failure>,
  others: readonly ReturnType<typeof failure>[] = [],
  nodes: readonly string[] = ['a1', 'a2'],
) => culpritOf(root, [root, ...others], nodes);
const task = (text: string) => failure(text, { error_type: 'slurm_failure', symptom_of: ['*'] });

describe('who failed', () => {
  it('is who the root’s own fields name', () => {
    const fields = { rank: '3', node: 'a2', gpu: '1' };
    expect(of(failure('boom', { fields }))).toEqual({ rank: 3, node: 'a2', gpu: '1' });
    expect(of(failure('boom', { fields: { hostname: 'A2.cluster.org', pci: '0000:3b:00' } }))).toEqual({
      node: 'a2',
      gpu: '0000:3b:00',
    });
  });

  it('is who printed its line, or whose log it is', () => {
    expect(of(failure('[rank3]: boom'))).toEqual({ rank: 3 });
    expect(of(failure('boom', { source: '/logs/rank_5.log' }))).toEqual({ rank: 5 });
    const worker = (folder: string) => failure('boom', { source: `ray:sub/${folder}/worker-7-97ab12.out` });
    expect(of(worker('10.0.0.2'), [], [])).toEqual({ node: '10.0.0.2' });
    expect(of(worker('10.0.0.2'))).toBeUndefined();
    for (const other of ['10.0.0.256', '10.0.2', '1.2.3.4.5']) expect(of(worker(other), [], [])).toBeUndefined();
    expect(of(failure('boom', { source: '/logs/a1.out' }))).toEqual({ node: 'a1' });
    expect(of(failure('boom', { source: '/tmp/x/attempt_0/3/stderr.log' }))).toEqual({ local_rank: 3 });
    expect(of(failure('[rank3]: boom', { source: '/logs/node01.out' }), [], [])).toEqual({ rank: 3, node: 'node01' });
    expect(of(failure('boom', { source: '/logs/train2.log' }), [], [])).toBeUndefined();
  });

  it('has the node that another line of its rank names', () => {
    const line = failure('[rank3]: a2:811:902 [2] NCCL WARN x', { error_type: 'nccl' });
    expect(of(failure('[rank3]: boom'), [line])).toEqual({ rank: 3, node: 'a2', gpu: '2' });
    expect(of(failure('[rank4]: boom'), [line])).toEqual({ rank: 4 });
    const [source, elsewhere] = ['/x/attempt_0/3/stderr.log', '/x/attempt_0/4/stderr.log'];
    const beside = (of: string) => failure('a2:811:902 [2] NCCL WARN x', { error_type: 'nccl', source: of });
    expect(of(failure('boom', { source }), [beside(source)])).toEqual({ local_rank: 3, node: 'a2', gpu: '2' });
    expect(of(failure('boom', { source }), [beside(elsewhere)])).toEqual({ local_rank: 3 });
    expect(of(failure('boom'), [beside('train.log')])).toBeUndefined();
  });

  it('is the task that the launcher says has ended by itself', () => {
    const memory = task('srun: error: a2: task 3: Out Of Memory');
    const others = [task('srun: error: a1: tasks 0-2: Terminated'), task('srun: error: a1: task 1: Killed'), memory];
    const reason = failure('The job ended: OUT_OF_MEMORY', { line: 0, platform: true });
    expect(of(reason, others)).toEqual({ rank: 3, node: 'a2' });
    expect(of(reason, [...others, task('srun: error: a1: task 0: Exited with exit code 1')])).toEqual({
      rank: 3,
      node: 'a2',
    });
    expect(of(reason, [memory, task('srun: error: a1: task 0: Out Of Memory')])).toBeUndefined();
    expect(of(failure('[rank0]: boom'), [memory])).toEqual({ rank: 0 });
    expect(of(memory)).toEqual({ rank: 3, node: 'a2' });
  });

  it('is not who only waited for it', () => {
    for (const error_type of ['nccl_timeout', 'communication', 'watchdog_timeout', 'hang', 'my_own'])
      expect(
        of(failure('[rank0]: a1:1:2 [0] NCCL x', { error_type, fields: { rank: 0 } })),
        error_type,
      ).toBeUndefined();
    const missing = { error_type: 'distributed_timeout', fields: { missing_rank: '7' } };
    expect(of(failure('[rank0]: boom', missing))).toEqual({ rank: 7 });
    expect(of(failure('boom', { error_type: 'nccl', fields: { node: 'a1' } }))).toEqual({ node: 'a1' });
  });

  it('is on the only node of the job, and on none that the job does not have', () => {
    expect(of(failure('boom'), [], ['a1'])).toEqual({ node: 'a1' });
    expect(of(failure('timed out', { error_type: 'nccl_timeout' }), [], ['a1'])).toBeUndefined();
    expect(of(failure('boom', { fields: { node: 'login3' } }))).toBeUndefined();
    expect(of(failure('boom', { fields: { node: 'login3' } }), [], ['a1'])).toBeUndefined();
  });

  it('is nobody where a field holds a list, an option or what a shell reads', () => {
    for (const node of ['a[1-2]', 'a1,a2', '--all', '$(reboot)', '\u001b[31ma1', ''])
      expect(of(failure('boom', { fields: { node } }), [], []), node).toBeUndefined();
    for (const line of ['srun: error: a;reboot: task 3: Exited with exit code 1', 'srun: error: --all: task 3: Killed'])
      expect(of(task(line), [], []), line).toEqual({ rank: 3 });
    expect(of(failure('-a1:1:2 [0] NCCL x'), [], [])).toEqual({ gpu: '0' });
    expect(of(failure(`[rank${'9'.repeat(30)}]: boom`), [], [])).toBeUndefined();
  });

  it('is never anything but numbers and plain names, whatever a line holds', () => {
    const part = fc.oneof(
      fc.constantFrom(
        '[rank3]:',
        '[default1]:',
        ' 3: ',
        'a2: ',
        '(x pid=1, ip=',
        ') ',
        'srun: error: ',
        'task 3: ',
        'a1:1:2 [0]',
      ),
      fc.constantFrom(
        ' NCCL ',
        ' kernel: ',
        'Nov 22 08:11:00 ',
        '[1,3]<stderr>:',
        '[a2:77] ',
        '\u001b[31m',
        '; rm -rf ',
        '\n',
      ),
      fc.string({ unit: 'binary', maxLength: 8 }),
    );
    const text = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(''));
    const plain = /^(?!-)[\w.:-]{1,64}$/;
    fc.assert(
      fc.property(
        text,
        text,
        text,
        fc.constantFrom<readonly string[]>([], ['a1', 'a2']),
        (line, other, source, nodes) => {
          const who = of(failure(line, { source, fields: { node: other } }), [failure(other), task(line)], nodes) ?? {};
          for (const value of [who.node, who.gpu]) if (value !== undefined) expect(value).toMatch(plain);
          for (const value of [who.rank, who.local_rank])
            if (value !== undefined) expect(Number.isSafeInteger(value)).toBe(true);
          if (nodes.length > 0 && who.node !== undefined) expect([...nodes]).toContain(who.node);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
