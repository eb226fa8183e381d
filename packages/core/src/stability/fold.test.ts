import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from './findings.js';
import { noStability, type StabilityState, stabilityHealth, withOom, withSample } from './fold.js';
import { stabilityMetrics } from './metrics.js';
import { sampleOf } from './sample.js';

type Fields = Parameters<typeof sampleOf>[0];

/** The state after these lines, and what they showed, with the place of the line. */
function after(lines: readonly Fields[], from: StabilityState = noStability) {
  let state = from;
  const found: (readonly [line: number, finding: Finding])[] = [];
  lines.forEach((fields, i) => {
    const [next, here] = withSample(state, sampleOf(fields));
    state = next;
    found.push(...here.map((one) => [i, one] as const));
  });
  return { state, found, names: found.map(([line, { name }]) => `${line} ${name}`) };
}

const well = (count: number, from = 0): readonly Fields[] =>
  Array.from({ length: count }, (_, i) => ({ step: from + i, loss: 2, grad_norm: 1 }));

describe('what is found at a step', () => {
  it('nothing of a run that is well', () => {
    const { state, found } = after(well(300));
    expect(found).toEqual([]);
    expect(stabilityHealth(state)).toEqual({ overall_health: 'healthy', score: 100, errors: [], warnings: [] });
  });

  it('NaN of a loss, of a norm and of counts, each where it is', () => {
    const { found, state } = after([...well(3), { step: 3, loss: 'nan', grad_norm: 'inf' }]);
    expect(found.map(([, { name, in: places }]) => [name, places])).toEqual([
      ['nan_detected', ['loss']],
      ['inf_detected', ['gradients']],
    ]);
    expect(stabilityHealth(state).overall_health).toBe('critical');
    const counts = after([{ step: 1, loss: '2.5', nan_count: '4', nonfinite_in: '["parameters"]' }]);
    expect(counts.found[0]?.[1]).toMatchObject({ name: 'nan_detected', in: ['parameters'], values: { values: 4 } });
    expect(after([{ step: 1, loss: 2, inf_count: 1 }]).found[0]?.[1]).toMatchObject({ in: ['parameters'] });
  });

  it('an explosion at its step, and not at the next', () => {
    const { names, state } = after([...well(10), { step: 10, grad_norm: 11 }, { step: 11, grad_norm: 1 }]);
    expect(names).toEqual(['10 gradient_explosion']);
    expect(state.counts.explosion).toBe(1);
    expect(stabilityHealth(state).overall_health).toBe('healthy');
  });

  it('a divergence from the loss of a hundred steps ago, however often it is looked', () => {
    const everyTenth = Array.from({ length: 11 }, (_, i) => ({ step: 10 * i, loss: i === 10 ? 3.5 : 2 }));
    const { found } = after(everyTenth);
    expect(found).toHaveLength(1);
    expect(found[0]).toEqual([
      10,
      expect.objectContaining({ name: 'loss_divergence', values: { loss: 3.5, loss_before: 2, step_before: 0 } }),
    ]);
    expect(after(everyTenth.slice(1)).found).toEqual([]);
  });

  it('matrices that are near to singular, until they are measured again', () => {
    const line = { step: 5, condition_numbers: '{"head":2000000,"tail":12}', schatten_norms: '{"head":"Infinity"}' };
    const { state, found } = after([line, ...well(3, 6)]);
    expect(found.map(([, { name, values }]) => [name, values])).toEqual([
      ['condition_number_high', { matrix: 'head', condition_number: 2000000 }],
      ['schatten_norm_high', { matrix: 'head', schatten_norm: 'inf' }],
    ]);
    expect(stabilityHealth(state)).toMatchObject({ overall_health: 'warning', errors: [] });
    const measured = { step: 9, condition_numbers: { head: 10 }, schatten_norms: { head: 10 } };
    expect(stabilityHealth(after([measured], state).state).overall_health).toBe('healthy');
  });

  it('memory that ran out, once a step, until the next one', () => {
    const [once] = withOom(after(well(3)).state, 2);
    const [twice, again] = withOom(once, 2);
    expect([twice.counts.oom, again]).toEqual([1, []]);
    expect(stabilityHealth(twice).overall_health).toBe('warning');
    expect(stabilityHealth(after(well(1, 3), twice).state)).toMatchObject({ overall_health: 'healthy', score: 90 });
  });
});

describe('a step', () => {
  it('counts once, however many lines tell it', () => {
    const { state, names } = after([
      { step: 1, loss: 'nan' },
      { step: 1, nan_count: 3, nonfinite_in: ['loss', 'parameters'] },
      { step: 1, loss: 'nan' },
    ]);
    expect(names).toEqual(['0 nan_detected']);
    expect(state).toMatchObject({ samples: 1, counts: { nan: 1 }, now: [{ in: ['loss', 'parameters'] }] });
  });

  it('whose second line measures what was not well before ends it, and not what its first one found', () => {
    const exploded = [...well(10), { step: 10, grad_norm: 50 }];
    const over = after([...exploded, { step: 11, loss: 2 }, { step: 11, grad_norm: 1 }]);
    expect(stabilityHealth(over.state).overall_health).toBe('healthy');
    const on = after([...exploded, { step: 11, loss: 2 }, { step: 11, grad_norm: 50 }, { step: 11, loss: 2 }]);
    expect(on.names).toEqual(['10 gradient_explosion', '12 gradient_explosion']);
    expect(stabilityHealth(on.state).overall_health).toBe('warning');
    const both = after([...well(10), { step: 10, loss: 'nan' }, { step: 10, grad_norm: 50 }]);
    expect(both.state.now.map(({ name }) => name).sort()).toEqual(['gradient_explosion', 'nan_detected']);
  });

  it('of an earlier number is a rollback, and trouble there is new', () => {
    const { state } = after([...well(5), { step: 5, loss: 'nan' }, ...well(3, 2), { step: 5, loss: 'nan' }]);
    expect(state.counts.nan).toBe(2);
    expect(state.losses.steps).toEqual([0, 1, 2, 3, 4]);
  });

  it('that lines with a measurement do not tell is that of the line before, or the next', () => {
    const { state } = after([
      { step: 10 },
      { loss: 2 },
      { loss: 2 },
      { step: 3 },
      { loss: 2 },
      { step: 40 },
      { loss: 2 },
    ]);
    expect(state.losses.steps).toEqual([10, 11, 12, 40]);
  });
});

it('what is so lasts until it is looked at again', () => {
  const { state } = after([
    { step: 1, loss: 2, nan_count: 3, nonfinite_in: ['parameters'] },
    { step: 2, loss: 2 },
  ]);
  expect(stabilityHealth(state).overall_health).toBe('critical');
  expect(stabilityHealth(after([{ step: 3, loss: 2, nan_count: 0 }], state).state).overall_health).toBe('healthy');
});

it('has all metrics by name, and words for what is no number', () => {
  const metrics = stabilityMetrics(
    after([...well(30), { step: 30, loss: 'nan', eigenvalues: '{"w":{"max":2,"min":"NaN"}}' }]).state,
  );
  expect(Object.keys(metrics).length).toBeGreaterThan(20);
  expect(metrics).toMatchObject({
    current_loss: 'nan',
    loss_mean: 2,
    loss_trend: 'stable',
    nan_count: 1,
    health_score: 80,
    eigenvalue_stats: { w: { max: 2, min: 'nan' } },
  });
  expect(JSON.parse(JSON.stringify(metrics))).toEqual(metrics);
});

describe('whatever comes', () => {
  const number = fc.oneof(fc.double(), fc.constantFrom('nan', 'inf', '-inf', 'NaN', 'no number'));
  const line = fc.record(
    {
      step: fc.nat(300),
      loss: number,
      grad_norm: number,
      nan_count: fc.nat(3),
      inf_count: fc.nat(3),
      condition_numbers: fc.json(),
    },
    { requiredKeys: [] },
  );

  it('no window holds what is no number, the score lies between 0 and 100, and the state is Json', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
        const { state } = after(lines as Fields[]);
        expect([...state.losses.values, ...state.gradients.values].every(Number.isFinite)).toBe(true);
        const { score } = stabilityHealth(state);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
        const kept = JSON.parse(JSON.stringify(state)) as StabilityState;
        // As texts, since JSON has no −0.
        expect(JSON.stringify(after(well(3, 301), kept))).toBe(JSON.stringify(after(well(3, 301), state)));
      }),
      { numRuns: 60 },
    );
  });

  it('NaN in between changes nothing of what is found of the rest', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 130, maxLength: 200 }), (spoilt) => {
        const sound = spoilt.map((_, i) => ({ step: 2 * i, loss: 1 + i / 50, grad_norm: i % 40 === 39 ? 90 : 1 }));
        const both = sound.flatMap((fields, i) =>
          spoilt[i] ? [fields, { step: fields.step + 1, loss: 'nan', grad_norm: 'inf' }] : [fields],
        );
        const told = (lines: readonly Fields[]) =>
          after(lines).found.flatMap(([, { name, values }]) => (name.endsWith('_detected') ? [] : [[name, values]]));
        expect(told(both)).toEqual(told(sound));
      }),
      { numRuns: 20 },
    );
  });
});
