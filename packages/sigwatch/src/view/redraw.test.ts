import { describe, expect, it } from 'vitest';
import { abilitiesOf } from './redraw.js';

describe('abilitiesOf', () => {
  it.each([
    ['a terminal', true, {}, { color: true, redraw: true }],
    ['a file', false, {}, { color: false, redraw: false }],
    ['one that understands nothing', true, { TERM: 'dumb' }, { color: false, redraw: false }],
    ['one that is to have no colors', true, { NO_COLOR: '1' }, { color: false, redraw: true }],
    ['an empty wish', true, { NO_COLOR: '' }, { color: true, redraw: true }],
    ['a cell of a notebook', true, { JPY_PARENT_PID: '77' }, { color: true, redraw: false }],
  ])('%s', (_, isTTY, env, expected) => expect(abilitiesOf({ isTTY }, env)).toEqual(expected));
});
