import { hash } from 'node:crypto';
import type { Cursor } from '../contract.js';

/** Fingerprints cover at most this many bytes at the start of a file … */
export const HEAD_BYTES = 1024;
/** … and this many just before an offset: more than a usual line, so that a timestamp is among them. */
export const TAIL_BYTES = 512;

const PRINT = Buffer.alloc(64);

/** `LENGTH:HEX` of all of `bytes`; empty for none. */
export function fingerprint(bytes: Buffer): string {
  if (bytes.length === 0) return '';
  // In one piece: what is put together from parts keeps them all, and there are several for each of many files.
  const length = PRINT.write(`${bytes.length}:`, 'latin1');
  return PRINT.toString('latin1', 0, length + PRINT.write(hash('sha1', bytes), length, 16, 'latin1'));
}

/** How many bytes a fingerprint covers. */
export function covered(print: string): number {
  return print === '' ? 0 : Number(print.slice(0, print.indexOf(':')));
}

/** The bytes just before `offset` had this fingerprint; `:cut` is appended inside the skipped rest of a long line. */
export interface Mark {
  readonly offset: number;
  readonly tail: string;
}

/**
 * How a file is known again after renames, copies and compression: by its content at places that were read.
 * `marks` ascend; the last is how far the file was read. The earlier ones recognise a copy that ends before that.
 */
export interface Trace {
  readonly inode: string;
  readonly head: string;
  readonly marks: readonly Mark[];
  /** `=` the file that the cursor is in, `~` left, but it may still be written to, `` known and done with. */
  readonly state: '' | '=' | '~';
}

/** Writes a trace as an entry of `Cursor.seen`: `STATE INODE:HEAD@OFFSET:TAIL@OFFSET:TAIL…`, without blanks. */
export function encodeTrace(trace: Trace): string {
  const parts = [trace.state, trace.inode, ':', trace.head];
  for (const { offset, tail } of trace.marks) parts.push('@', String(offset), ':', tail);
  // In one piece, as a fingerprint is.
  return parts.join('');
}

/** Reads an entry of `Cursor.seen`; `undefined` when it is none. */
export function decodeTrace(text: string): Trace | undefined {
  const [name = '', ...marks] = text.split('@');
  const state = name.startsWith('=') ? '=' : name.startsWith('~') ? '~' : '';
  const [inode = '', ...head] = name.slice(state.length).split(':');
  if (!/^\d+$/.test(inode)) return undefined;
  return {
    state,
    inode,
    head: head.join(':'),
    marks: marks.map((mark) => {
      const colon = mark.indexOf(':');
      return { offset: Number(mark.slice(0, colon)), tail: mark.slice(colon + 1) };
    }),
  };
}

export function lastMark(trace: Trace): Mark {
  return trace.marks.at(-1) ?? { offset: 0, tail: '' };
}

/** The file that a cursor points into, with the earlier marks that were saved with it. */
export function traceOfCursor(cursor: Cursor): Trace {
  const saved = cursor.seen.map(decodeTrace).find((trace) => trace?.state === '=');
  const own = saved && saved.inode === cursor.inode && saved.head === cursor.head ? saved.marks : [];
  const marks = own.filter((mark) => mark.offset < cursor.offset);
  return {
    state: '=',
    inode: cursor.inode,
    head: cursor.head,
    marks: [...marks, { offset: cursor.offset, tail: cursor.tail }],
  };
}

/**
 * Keeps of `marks` the first, and of each power of eight of the distance to `end` the nearest and the farthest.
 * A handful then recognises a copy of any length: a copy is cut off near our end or it is long ago.
 */
export function thinOut(marks: readonly Mark[], end: number): Mark[] {
  const kept: Mark[] = [];
  let before = Number.NaN;
  let bucket = bucketOf(marks[0], end);
  for (let at = 0; at < marks.length; at += 1) {
    const after = bucketOf(marks[at + 1], end);
    if (before !== bucket || after !== bucket) kept.push(marks[at] as Mark);
    before = bucket;
    bucket = after;
  }
  // Without the room that an array keeps for more: there is one for each of many files.
  return kept.slice();
}

const bucketOf = (mark: Mark | undefined, end: number): number =>
  mark === undefined ? Number.NaN : Math.floor(Math.log2(end - mark.offset + 1) / 3);
