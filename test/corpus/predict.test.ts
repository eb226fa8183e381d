import { describe, expect, it } from 'vitest';
import { loadEngine } from './predict.mjs';

const engine = loadEngine({ monitor: 'default', restart: 'megatron_transient' });
const types = async (...lines: string[]) => (await engine.predict('a', lines.join('\n'))).types;

const oom = 'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.';
const exit = 'srun: error: node7: task 3: Exited with exit code 1';
const step = (n: number, loss: string) =>
  ` iteration ${n}/ 500 | elapsed time per iteration (ms): 812.4 | lm loss: ${loss} | number of nan iterations: 0 |`;

describe('what is said of a text', () => {
  it('begins with what the engine would call the root, wherever it stands', async () => {
    expect((await types(exit, oom))[0]).toBe('oom');
    expect(await types(exit, oom)).toEqual(expect.arrayContaining(['oom', 'slurm_failure']));
    expect((await types(exit))[0]).toBe('slurm_failure');
  });

  it('holds no type that the text itself disproves', async () => {
    expect(await types(step(3, '2.1'))).toEqual([]);
    expect(await types(step(3, 'nan'))).toEqual(['numerical_instability']);
    expect(await types(oom, step(4, '2.0'), step(5, '1.9'))).toEqual([]);
  });

  it('holds the fields of its lines, of the last one where several know one', async () => {
    const { kinds, fields } = await engine.predict('a', [step(4, '2.5'), step(5, '1.9')].join('\n'));
    expect(kinds).toEqual(['progress']);
    expect(fields).toMatchObject({ step: 5, total: 500, loss: 1.9, step_time_ms: 812.4 });
  });
});

it('a log is judged with its decision', async () => {
  const log = [step(1, '2.5'), step(2, '2.4'), oom, exit, ''].join('\n');
  expect(await engine.judge('a', Buffer.from(log))).toEqual({
    root: expect.objectContaining({ error_type: 'oom', line: 3, source: 'a.log' }),
    decisions: ['stop'],
    incidents: 1,
    withdrawn: 0,
    state: 'failed',
  });
});
