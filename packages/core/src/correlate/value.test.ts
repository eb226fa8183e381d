import { describe, it } from 'vitest';
import { type Marble, plays } from './marbles.fixture.js';

const step = (fields: Record<string, string | number>, source = 'log', text = 'step'): Marble => ({
  signal: 'rule',
  kind: 'progress',
  fields,
  source,
  text,
});

describe('value', () => {
  it('fires where the expression holds, and tells when it does no longer', () => {
    const marbles = { a: step({ ms: '10' }), b: step({ ms: '31.5' }) };
    plays({ pattern: 'x', when: { value: 'fields.ms > 30' } }, marbles, 'ab-b-a-b|', '-x---y-z|', {
      x: 'rule: fields.ms > 30: ms 31.5.',
      y: 'over rule: No longer so: ms 10.',
      z: 'rule: fields.ms > 30: ms 31.5.',
    });
  });

  it('has to hold for so many points, or so long', () => {
    const marbles = { a: step({ loss: 1 }), b: step({ loss: 9 }), n: step({ step: 1 }) };
    plays({ pattern: 'x', when: { value: 'fields.loss > 5.0', for: 3 } }, marbles, 'bbabbnb|', '------x|', {
      x: 'rule: fields.loss > 5.0 held for 3 points: loss 9.',
    });
    plays({ pattern: 'x', when: { value: 'fields.loss > 5', for: '4ms' } }, marbles, 'b--b-b|', '-----x|', {
      x: 'rule: fields.loss > 5 held for 4 ms: loss 9.',
    });
  });

  it('compares with the window, once that is full', () => {
    const marbles = { a: step({ ms: '10' }), b: step({ ms: '12' }), c: step({ ms: '40' }) };
    plays({ pattern: 'x', when: { value: 'fields.ms > 1.5 * median("ms", 4)' } }, marbles, 'ccabcab|', '----xy-|', {
      x: 'rule: fields.ms > 1.5 * median("ms", 4): ms 40, median_ms 26.',
      y: 'over rule: No longer so: ms 10, median_ms 11.',
    });
  });

  it('reaches back by values, time and steps', () => {
    const marbles = Object.fromEntries(
      [...'abcdef'].map((letter, i) => [letter, step({ step: 10 * i, loss: i === 5 ? 9 : 2 + i / 10 })]),
    );
    for (const span of ['6', '"5ms"', '"50 steps"'])
      plays(
        { pattern: 'x', when: { value: `fields.loss > 1.5 * first("loss", ${span})` } },
        marbles,
        'abcdef|',
        '-----x|',
        {
          x: `rule: fields.loss > 1.5 * first("loss", ${span}): loss 9, first_loss 2.`,
        },
      );
    for (const span of ['7', '"6ms"', '"51 steps"'])
      plays(
        { pattern: 'x', when: { value: `fields.loss > 1.5 * first("loss", ${span})` } },
        marbles,
        'abcdef|',
        '------|',
      );
    plays(
      { pattern: 'x', when: { value: 'fields.loss > 1.5 * first("loss", 7)', min_points: 2 } },
      marbles,
      'abcdef|',
      '-----x|',
      {
        x: 'rule: fields.loss > 1.5 * first("loss", 7): loss 9, first_loss 2.',
      },
    );
  });

  it('knows nan and inf where a rule asks for them, and keeps them out of windows', () => {
    const marbles = { a: step({ loss: 2 }), n: step({ loss: 'nan' }), i: step({ loss: 'inf' }) };
    plays({ pattern: 'x', when: { value: 'isNaN(fields.loss)', for: 2 } }, marbles, 'annia|', '--xy-|', {
      x: 'rule: isNaN(fields.loss) held for 2 points: loss nan.',
      y: 'over rule: No longer so: loss inf.',
    });
    plays(
      { pattern: 'x', when: { value: 'isInf(fields.loss) || fields.loss > 2 * mean("loss", 3)' } },
      marbles,
      'aania|',
      '---xy|',
      {
        x: 'rule: isInf(fields.loss) || fields.loss > 2 * mean("loss", 3): loss inf.',
        y: 'over rule: No longer so: loss 2, mean_loss 2.',
      },
    );
  });

  it('holds sources and ranks apart', () => {
    const marbles = { a: step({ loss: 0 }, 'r0'), b: step({ loss: 0 }, 'r1') };
    plays({ pattern: 'x', when: { value: 'fields.loss == 0.0', for: 2, by: ['source'] } }, marbles, 'abab|', '--xy|', {
      x: 'rule[r0]: fields.loss == 0.0 held for 2 points (source r0): loss 0.',
      y: 'rule[r1]: fields.loss == 0.0 held for 2 points (source r1): loss 0.',
    });
  });

  it('compares ranks with each other', () => {
    const at = (rank: number, number: number) => step({ step: number }, 'log', `[rank${rank}]: step ${number}`);
    const marbles = { a: at(0, 10), b: at(1, 10), c: at(2, 10), A: at(0, 40), B: at(1, 40) };
    plays(
      {
        pattern: 'x',
        when: {
          value: 'median_by("step", "rank") - min_by("step", "rank") > 20',
          message: 'Rank {rank} is behind: it is at step {min_by_step}.',
        },
      },
      marbles,
      'abcAB|',
      '----x|',
      { x: 'rule: Rank 2 is behind: it is at step 10.' },
    );
  });

  it('has the time since the point before', () => {
    plays(
      { pattern: 'x', when: { value: 'fields.interval_ms > 2 * median("interval_ms", 3)' } },
      { a: step({}) },
      'a-a-a-a-----a|',
      '------------x|',
      {
        x: 'rule: fields.interval_ms > 2 * median("interval_ms", 3): median_interval_ms 2.',
      },
    );
  });

  it('says nothing of a point that lacks what it needs', () => {
    const marbles = { a: step({ loss: 1 }), b: step({ ms: 'soon' }), c: step({ ms: '9' }) };
    plays({ pattern: 'x', when: { value: 'fields.ms > 5 && fields.loss > 0' } }, marbles, 'abc|', '---|');
    plays({ pattern: 'x', when: { value: 'has(fields.ms) && number(fields.ms) > 5' } }, marbles, 'abc|', '--x|', {
      x: 'rule: has(fields.ms) && number(fields.ms) > 5: ms 9.',
    });
  });
});
