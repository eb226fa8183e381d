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

  it('waits until so many measured steps in a row show it, and tells the first of them and the last that was well', () => {
    const at = (step: number, grad_norm?: number | string) =>
      line({ step, ...(grad_norm === undefined ? { loss: 1 } : { grad_norm }) });
    const calm = Object.fromEntries([...'abcdefghij'].map((letter, i) => [letter, at(i + 1, 2)]));
    // A line that measures no norm neither counts nor ends the row.
    const marbles = { ...calm, x: at(11, 50), n: at(12), y: at(13, 50), z: at(14, 50), o: at(15, 2), p: at(16, 50) };
    const when = { detect: 'gradient_explosion', by: [], for: 3, message: '{step} after {healthy_step}' } as const;
    plays({ pattern: 'x', when }, marbles, 'abcdefghijxnyzop|', '-------------sr-|', {
      s: 'rule: 11 after 10',
      r: 'over rule: No longer so.',
    });
    plays({ pattern: 'x', when }, marbles, 'abcdefghijxnyopp|', '----------------|', {});
  });

  it('a step that is told twice counts once', () => {
    const marbles = { a: line({ step: 1, loss: 'nan' }), b: line({ step: 2, loss: 'nan' }) };
    plays({ pattern: 'x', when: { detect: 'nan_detected', by: [], for: 2 } }, marbles, 'aaab|', '---x|', {
      x: 'rule: NaN in: loss, 2 times in a row since step 1.',
    });
  });

  it('is over when the window has got used to it, or only when it is back', () => {
    const at = (step: number, loss: number | string) => line({ step, loss });
    const marbles = { a: at(0, 2), b: at(50, 4), c: at(100, 4), n: at(120, 'nan'), d: at(150, 3.01), e: at(200, 3) };
    const when = { detect: 'loss_divergence', loss_window: 50, by: [] } as const;
    plays({ pattern: 'x', when }, marbles, 'abcnde|', '-xy---|', {
      x: 'rule: The loss is 4, and was 2 at step 0.',
      y: 'over rule: No longer so.',
    });
    plays({ pattern: 'x', when: { ...when, until_back: true } }, marbles, 'abcnde|', '-x---y|', {
      x: 'rule: The loss is 4, and was 2 at step 0.',
      y: 'over rule: No longer so.',
    });
    plays({ pattern: 'x', when: { ...when, until_back: true, for: 3 } }, marbles, 'abcnde|', '---x-y|', {
      x: 'rule: The loss is 4, and was 2 at step 0, 3 times in a row since step 50.',
      y: 'over rule: No longer so.',
    });
  });
});
