import { expect, it } from 'vitest';
import { newTrack } from '../intake/track-state.js';
import { UnsavedTracks } from './unsaved-tracks.js';

const at = (line: number) => ({ ...newTrack, line });
const kept = (...places: readonly (readonly [string, number])[]) =>
  new Map(places.map(([id, line]) => [id, at(line)] as const));
const moved = (...places: readonly (readonly [string, number])[]) =>
  new Map(places.map(([id, line]) => [id, { state: at(line) }] as const));

it('keeps what told something at once, and the rest within five seconds, each at its latest place', () => {
  const unsaved = new UnsavedTracks();
  unsaved.add({ moved: moved(['a', 2], ['b', 2]), bound: ['b'] }, 0);
  expect(unsaved.take(0, false)).toEqual(kept(['b', 2]));
  unsaved.add({ moved: moved(['a', 3], ['c', 2]), bound: [] }, 3_000);
  expect(unsaved.take(4_999, false)).toEqual(new Map());
  expect(unsaved.take(5_000, false)).toEqual(kept(['a', 3]));
  expect(unsaved.take(5_000, true)).toEqual(kept(['c', 2]));
  expect(unsaved.take(9_000, true)).toEqual(new Map());
});

it('keeps the latest place of one that told something in a batch that was held back', () => {
  const unsaved = new UnsavedTracks();
  unsaved.add({ moved: moved(['a', 2]), bound: ['a'] }, 0);
  unsaved.add({ moved: moved(['a', 5]), bound: [] }, 10);
  expect(unsaved.take(10, false)).toEqual(kept(['a', 5]));
});

it('takes many that are due a part at a time, those that have waited longest first, and all when nothing may wait', () => {
  const unsaved = new UnsavedTracks();
  const many = Array.from({ length: 2_000 }, (_, i) => [`s${i}`, i + 1] as const);
  unsaved.add({ moved: moved(...many), bound: ['s1999'] }, 0);
  const first = unsaved.take(10_000, false);
  expect([...first.keys()]).toEqual([...many.slice(0, 125).map(([id]) => id), 's1999']);
  expect([...unsaved.take(10_000, false).keys()][0]).toBe('s125');
  expect(unsaved.take(10_000, true).size).toBe(2_000 - 126 - 118);
});
