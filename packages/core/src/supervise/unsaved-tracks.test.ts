import { expect, it } from 'vitest';
import { newTrack } from '../intake/track-state.js';
import { UnsavedTracks } from './unsaved-tracks.js';

const at = (line: number) => ({ ...newTrack, line });
const moved = (...places: readonly (readonly [string, number])[]) =>
  new Map(places.map(([id, line]) => [id, at(line)] as const));

it('keeps what told something at once, and the rest within five seconds, each at its latest place', () => {
  const unsaved = new UnsavedTracks();
  unsaved.add({ moved: moved(['a', 2], ['b', 2]), bound: ['b'] }, 0);
  expect(unsaved.take(0, false)).toEqual(moved(['b', 2]));
  unsaved.add({ moved: moved(['a', 3], ['c', 2]), bound: [] }, 3_000);
  expect(unsaved.take(4_999, false)).toEqual(new Map());
  expect(unsaved.take(5_000, false)).toEqual(moved(['a', 3]));
  expect(unsaved.take(5_000, true)).toEqual(moved(['c', 2]));
  expect(unsaved.take(9_000, true)).toEqual(new Map());
});

it('keeps the latest place of one that told something in a batch that was held back', () => {
  const unsaved = new UnsavedTracks();
  unsaved.add({ moved: moved(['a', 2]), bound: ['a'] }, 0);
  unsaved.add({ moved: moved(['a', 5]), bound: [] }, 10);
  expect(unsaved.take(10, false)).toEqual(moved(['a', 5]));
});
