import { describe, expect, it } from 'vitest';
import { type Abilities, abilitiesOf, columnsOf, type Manner } from './abilities.js';

const terminal: Abilities = { color: true, redraw: true, fits: true, plain: false };
const file: Abilities = { color: false, redraw: false, fits: false, plain: false };

describe('abilitiesOf', () => {
  it.each<[string, boolean, Record<string, string>, Partial<Abilities>]>([
    ['a terminal', true, {}, {}],
    ['a file', false, {}, file],
    ['one that understands nothing', true, { TERM: 'dumb' }, { color: false, redraw: false }],
    ['one that is to have no colors', true, { NO_COLOR: '1' }, { color: false }],
    ['an empty wish', true, { NO_COLOR: '', FORCE_COLOR: '', SIGWATCH_PLAIN: '' }, {}],
    ['a cell of a notebook', true, { JPY_PARENT_PID: '77' }, { redraw: false }],
    ['a file that is to have colors', false, { FORCE_COLOR: '1' }, { ...file, color: true }],
    ['a terminal that is forced to none', true, { FORCE_COLOR: '0' }, { color: false }],
    ['one that is forced though it is dumb', true, { FORCE_COLOR: '3', TERM: 'dumb' }, { redraw: false }],
    ['who wants both, of whom the careful wish holds', true, { NO_COLOR: '1', FORCE_COLOR: '1' }, { color: false }],
    ['who hears and does not see', true, { SIGWATCH_PLAIN: '1' }, { ...file, plain: true }],
  ])('%s', (_, isTTY, env, expected) => expect(abilitiesOf({ isTTY }, env)).toEqual({ ...terminal, ...expected }));

  it.each<[string, boolean, Record<string, string>, Manner, Partial<Abilities>]>([
    ['always, into a file', false, {}, { color: 'always' }, { ...file, color: true }],
    ['always, over NO_COLOR', true, { NO_COLOR: '1' }, { color: 'always' }, {}],
    ['never, over FORCE_COLOR', true, { FORCE_COLOR: '1' }, { color: 'never' }, { color: false }],
    ['auto is as if nobody had said it', true, { NO_COLOR: '1' }, { color: 'auto' }, { color: false }],
    ['plain, over FORCE_COLOR', true, { FORCE_COLOR: '1' }, { plain: true }, { ...file, plain: true }],
    ['plain with colours', true, {}, { plain: true, color: 'always' }, { ...file, plain: true, color: true }],
  ])('by options: %s', (_, isTTY, env, manner, expected) =>
    expect(abilitiesOf({ isTTY }, env, manner)).toEqual({ ...terminal, ...expected }),
  );
});

it('a terminal that does not tell its columns has 80', () => {
  expect([{}, { columns: 0 }, { columns: 132 }].map(columnsOf)).toEqual([80, 80, 132]);
});
