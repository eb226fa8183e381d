import { describe, expect, it } from 'vitest';
import { numberOf, round3, same } from './python-numbers.mjs';
import { type Prediction, type Row, scoreLines } from './score.mjs';

const row = (id: string, label: Row['label']): Row => ({ id, text: `text of ${id}`, label });
const error = (id: string, error_type: string, also: string[] = []) => row(id, { kind: 'error', error_type, also });
const said = (types: string[] = [], kinds: string[] = [], fields: Prediction['fields'] = {}): Prediction => ({
  id: '',
  types,
  kinds,
  fields,
});

describe('error types', () => {
  it('are right by the first type alone, and a type in `also` counts for the label', () => {
    const rows = [error('a', 'oom', ['slurm_failure']), error('b', 'oom'), error('c', 'torch')];
    const { types, accuracy } = scoreLines(rows, [said(['slurm_failure']), said(['torch', 'oom']), said(['torch'])]);
    expect(types).toEqual([
      { type: 'oom', lines: 2, right: 1, precision: 1, recall: 0.5, f1: 0.667 },
      { type: 'torch', lines: 1, right: 1, precision: 0.5, recall: 1, f1: 0.667 },
    ]);
    expect(accuracy).toBe(0.667);
  });

  it('lose precision by false alarms, and by what is said of another type', () => {
    const rows = [error('a', 'oom'), row('b', { kind: 'noise' }), row('c', { kind: 'checkpoint' })];
    const { types, false_alarms, quiet_lines } = scoreLines(rows, [said(['oom']), said(['oom']), said()]);
    expect(types[0]).toMatchObject({ precision: 0.5, recall: 1, f1: 0.667 });
    expect([false_alarms, quiet_lines]).toEqual([1, 2]);
  });

  it('have no score where the type is only said and never labelled, as in score.py', () => {
    const { types, macro_f1 } = scoreLines([error('a', 'oom'), error('b', 'torch')], [said(['hang']), said(['torch'])]);
    expect(types.map(({ type, f1 }) => [type, f1])).toEqual([
      ['oom', 0],
      ['torch', 1],
    ]);
    expect(macro_f1).toBe(0.5);
  });

  it('that nothing was said of are missed, and count against no other type', () => {
    const { types, confusion } = scoreLines([error('a', 'oom')], [said()]);
    expect(types[0]).toMatchObject({ precision: 0, recall: 0, f1: 0 });
    expect(confusion).toEqual([{ want: 'oom', got: 'none', count: 1 }]);
  });

  it('of states are no false alarms: those lines may stand on either side', () => {
    const { false_alarms, quiet_lines } = scoreLines([row('a', { kind: 'state' })], [said(['cancelled'])]);
    expect([false_alarms, quiet_lines]).toEqual([0, 0]);
  });

  it('stand on the diagonal of the confusion where `also` made them right', () => {
    const rows = [error('a', 'oom', ['torch']), error('b', 'oom'), row('c', { kind: 'noise' })];
    expect(scoreLines(rows, [said(['torch']), said(['torch']), said(['hang'])]).confusion).toEqual([
      { want: '(quiet)', got: 'hang', count: 1 },
      { want: 'oom', got: 'oom', count: 1 },
      { want: 'oom', got: 'torch', count: 1 },
    ]);
  });
});

describe('progress fields', () => {
  it('are exact by number, and each one counts', () => {
    const label = { kind: 'progress', fields: { step: 10, loss: '2.50', total: 100 } } as const;
    const scored = scoreLines([row('a', label)], [said([], ['progress'], { step: 10, loss: 2.5, total: 90 })]);
    expect([scored.fields_right, scored.fields, scored.fields_exact]).toEqual([2, 3, 0.667]);
    expect(scored.wrong).toEqual([{ id: 'a', what: 'field', expected: 'total 100', got: '90', text: 'text of a' }]);
  });

  it('count on progress lines alone', () => {
    const rows = [error('a', 'hardware'), row('b', { kind: 'checkpoint', fields: { step: 3 } })];
    expect(scoreLines(rows, [said(['hardware']), said()]).fields).toBe(0);
  });
});

describe('kinds', () => {
  it('are seen, missed, or told of lines that tell nothing', () => {
    const rows = [row('a', { kind: 'progress' }), row('b', { kind: 'success' }), row('c', { kind: 'noise' })];
    const { kinds, wrong } = scoreLines(rows, [said([], ['progress']), said(), said([], ['progress'])]);
    expect(kinds).toEqual([
      { kind: 'progress', lines: 1, seen: 1, extra: 1 },
      { kind: 'checkpoint', lines: 0, seen: 0, extra: 0 },
      { kind: 'success', lines: 1, seen: 0, extra: 0 },
    ]);
    expect(wrong.map(({ id, what, got }) => [id, what, got])).toEqual([
      ['b', 'kind', 'none'],
      ['c', 'kind', 'progress'],
    ]);
  });

  it('may include a step on a line that tells of an error', () => {
    const nan = scoreLines([error('a', 'numerical_instability')], [said(['numerical_instability'], ['progress'])]);
    expect(nan.wrong).toEqual([]);
  });
});

describe('numbers', () => {
  it('are read as Python reads them', () => {
    const texts = ['1,000', "'2.5'", '1e3', '1_000', '.5', '5.', ' 7 ', '', 'x', '0x10', '1__0', null, [3]];
    expect(texts.map(numberOf)).toEqual([
      1000,
      2.5,
      1000,
      1000,
      0.5,
      5,
      7,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      3,
    ]);
  });

  it('are the same within a millionth, as nan, as infinity, and else as text', () => {
    expect(same('nan', 'NaN')).toBe(true);
    expect(same('inf', 'Infinity')).toBe(true);
    // score.py measures the difference by what it got, which for an infinity is never too much.
    expect([same('inf', 5), same(5, 'inf')]).toEqual([true, false]);
    expect(same(1_000_000, 1_000_000.5)).toBe(true);
    expect(same(1, 1.00001)).toBe(false);
    expect(same('nan', 1)).toBe(false);
    expect(same(' ALLREDUCE', 'ALLREDUCE')).toBe(true);
    expect(same('ALLREDUCE', 'ALLGATHER')).toBe(false);
  });

  it('are rounded with a half to the even digit', () => {
    expect([0.0625, 0.1875, 0.6665, 2 / 3, 1, 0].map(round3)).toEqual([0.062, 0.188, 0.666, 0.667, 1, 0]);
  });
});
