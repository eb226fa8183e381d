import { expect, it } from 'vitest';
import type { Signal } from '../contract.js';
import { progressFields } from '../match/field-value.js';
import { progressData } from './progress-data.js';

const told = (fields: Signal['fields'], step: number) =>
  JSON.stringify(progressData({ fields, source: 'a.log', line: 3 } as Signal, step));

it('tells every standard field that is a number, in one order, and the line', () => {
  const all = Object.fromEntries(progressFields.map((name, i) => [name, i + 1]));
  const backwards = Object.fromEntries(Object.entries(all).reverse());
  expect(told({ ...backwards, host: 'n1' }, 1)).toBe(JSON.stringify({ ...all, source: 'a.log', line: 3 }));
});

it('tells what a throughput counts beside it, and no unit without one', () => {
  expect(told({ step: 7, throughput: 812.5, tokens: 9, throughput_unit: 'tokens/s' }, 7)).toBe(
    '{"step":7,"throughput":812.5,"throughput_unit":"tokens/s","tokens":9,"source":"a.log","line":3}',
  );
  expect(told({ step: 7, throughput_unit: 'tokens/s' }, 7)).toBe('{"step":7,"source":"a.log","line":3}');
});

it('tells words for what Json has no number for, and leaves out what is none', () => {
  expect(told({ step: 7, loss: 'nan', grad_norm: '-inf', epoch: 'soon' }, 7)).toBe(
    '{"step":7,"loss":"nan","grad_norm":"-inf","source":"a.log","line":3}',
  );
});

it('tells the last step of a line that has none after what the line tells', () => {
  expect(told({ loss: 2 }, 9)).toBe('{"loss":2,"source":"a.log","line":3,"step":9}');
});
