import { describe, it } from 'vitest';
import { type Marble, plays } from './marbles.fixture.js';

const line = (fields: Record<string, string | number>, source = 'log'): Marble => ({
  ...{ signal: 'rule', kind: 'progress', fields, source, text: 'step' },
});

describe('stability', () => {
  it('tells of NaN when it begins and when it is over', () => {
    const marbles = { a: line({ loss: 2 }), n: line({ loss: 'nan' }), g: line({ grad_norm: 1 }) };
    plays({ pattern: 'x', when: { detect: 'nan_detected' } }, marbles, 'anngan|', '-x--yz|', {
      x: 'rule[log ]: NaN in: loss (source log).',
      y: 'over rule[log ]: No longer so (source log).',
      z: 'rule[log ]: NaN in: loss (source log).',
    });
  });

  it('asks only for the places that are named', () => {
    const marbles = { l: line({ loss: 'nan' }), g: line({ grad_norm: 'nan' }) };
    plays({ pattern: 'x', when: { detect: 'nan_detected', in: ['gradients'], by: [] } }, marbles, 'lgl|', '-x-|', {
      x: 'rule: NaN in: gradients.',
    });
  });

  it('tells of an explosion from the tenth norm on, and takes no notice of losses', () => {
    const marbles = { a: line({ grad_norm: 2, loss: 'nan' }), b: line({ grad_norm: 50 }) };
    const when = { detect: 'gradient_explosion', by: [] } as const;
    plays({ pattern: 'x', when }, marbles, 'aaaaaaaabaab|', '-----------x|', {
      x: 'rule: The gradient norm is 50, 25 times its median (2).',
    });
  });

  it('compares the loss with that of so many steps before', () => {
    const at = (step: number, loss: number) => line({ step, loss });
    const marbles = { a: at(0, 2), b: at(30, 9), c: at(50, 3.5), d: at(60, 3) };
    const when = { detect: 'loss_divergence', loss_window: 50, by: [] } as const;
    plays({ pattern: 'x', when }, marbles, 'abcd|', '--xy|', {
      x: 'rule: The loss is 3.5, and was 2 at step 0.',
      y: 'over rule: No longer so.',
    });
  });

  it('holds processes apart', () => {
    const marbles = { a: line({ loss: 'inf' }, 'one'), b: line({ loss: 2 }, 'two') };
    plays({ pattern: 'x', when: { detect: 'inf_detected', by: ['source'] } }, marbles, 'ab|', 'x-|', {
      x: 'rule[one]: Infinite values in: loss (source one).',
    });
  });

  it('tells of memory at the line that says it, and that the next step is over it', () => {
    const marbles = {
      o: { signal: 'cuda_oom', kind: 'error', error_type: 'oom' },
      s: { signal: 'steps', kind: 'progress', fields: { step: 4, loss: 2 } },
    } satisfies Record<string, Marble>;
    const entry = {
      input: [{ error_type: 'oom', kind: 'error' }, { kind: 'progress' }],
      when: { detect: 'oom', by: [] },
    };
    plays(entry as Parameters<typeof plays>[0], marbles, 'oos|', 'x-y|', {
      x: 'rule: Memory ran out.',
      y: 'over rule: No longer so.',
    });
  });
});
