import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { writeLog } from '../log.mjs';
import { temporaryFolder } from '../runner/folders.mjs';
import { plantedLines } from './rule-sets.mjs';

/**
 * @typedef {{ path: string, bytes: number, whole?: string }} Input a file; or a directory, and then one file with the same
 *   lines
 * @typedef {keyof typeof SHAPES} ShapeName
 */

export const MEGABYTE = 2 ** 20;

const SHAPES = {
  /** Hits are rare: one line in 5,000, for whichever of the sets of rules. */
  quiet: { seed: 1, share: 0, rare: 5000, planted: plantedLines() },
  /** Of the lines 35% are steps. */
  progress: { seed: 2, share: 0.35, rare: 20_000 },
  /** Lines of about 100 KB. */
  long: { seed: 3, share: 0, rare: 200_000, joined: 800 },
};

/** Changes with whatever decides what the bytes are, so that nothing stale is measured. */
const version = createHash('sha256');
for (const file of ['../log.mjs', '../rules.mjs', 'lines.mjs', 'random.mjs', 'rule-sets.mjs', 'cached.mjs'])
  version.update(readFileSync(new URL(file, import.meta.url)));
const stamp = version.digest('hex').slice(0, 8);

/**
 * A generated log, made when it is first asked for.
 *
 * @param {ShapeName} name
 * @param {number} megabytes
 * @param {number} [variant] another log of the same shape for each number
 * @returns {Promise<Input>}
 */
export async function input(name, megabytes, variant = 0) {
  const shape = { ...SHAPES[name], seed: SHAPES[name].seed + 100 * variant };
  const path = join(temporaryFolder(), `${name}-${shape.seed}-${megabytes}mb-${stamp}.log`);
  await once(path, (part) => writeLog(part, megabytes * MEGABYTE, shape));
  return { path, bytes: statSync(path).size };
}

/**
 * Lines of one and the same byte.
 *
 * @param {string} letter
 * @param {number} length of each line
 * @param {number} count
 * @returns {Promise<Input>}
 */
export async function sameBytes(letter, length, count) {
  const path = join(temporaryFolder(), `same-${letter}-${length}x${count}.log`);
  await once(path, (part) => {
    const line = Buffer.alloc(length + 1, letter);
    line[length] = 10;
    const out = openSync(part, 'w');
    for (let i = 0; i < count; i++) writeSync(out, line);
    closeSync(out);
  });
  return { path, bytes: statSync(path).size };
}

/**
 * The first whole lines of an input, for those who would take hours for all of it.
 *
 * @param {Input} whole
 * @param {number} megabytes
 * @returns {Promise<Input>}
 */
export async function firstOf(whole, megabytes) {
  if (whole.bytes <= megabytes * MEGABYTE) return whole;
  const path = whole.path.replace(/\.log$/, `-first${megabytes}.log`);
  await once(path, (part) => {
    const bytes = Buffer.alloc(Math.round(megabytes * MEGABYTE));
    const file = openSync(whole.path, 'r');
    const read = readSync(file, bytes, 0, bytes.length, 0);
    closeSync(file);
    writeFileSync(part, bytes.subarray(0, bytes.lastIndexOf(10, read - 1) + 1));
  });
  return { path, bytes: statSync(path).size };
}

/**
 * The lines of an input in many files of one directory.
 *
 * @param {Input} whole of at least a megabyte, and small enough to be held in memory
 * @param {number} count
 * @returns {Promise<Input>}
 */
export async function inFiles(whole, count) {
  const path = whole.path.replace(/\.log$/, `-in${count}`);
  await once(path, (part) => {
    rmSync(part, { recursive: true, force: true });
    mkdirSync(part);
    const bytes = readFileSync(whole.path);
    for (let i = 0, at = 0; i < count; i++) {
      const end = i === count - 1 ? bytes.length : bytes.indexOf(10, Math.floor((bytes.length / count) * (i + 1))) + 1;
      writeFileSync(join(part, `rank-${i}.log`), bytes.subarray(at, end));
      at = end;
    }
  });
  return { path, bytes: whole.bytes, whole: whole.path };
}

/**
 * Makes a file unless it is there, and never leaves half of one.
 *
 * @param {string} path
 * @param {(part: string) => Promise<void> | void} make
 */
async function once(path, make) {
  if (existsSync(path)) return;
  const part = `${path}.${process.pid}.part`;
  await make(part);
  renameSync(part, path);
}
