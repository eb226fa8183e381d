// A writer at full speed that rotates its own log in every way. Among noise it writes lines that rules know, each with a
// number of its own. It knows which of them a copytruncate may lose, because it does the copying itself, and tells all
// of it when it ends.
import fs from 'node:fs';

const [log, seed, seconds, truth] = [
  process.argv[2],
  Number(process.argv[3]),
  Number(process.argv[4]),
  process.argv[5],
];
let state = seed || 1;
const random = () => {
  state = (state * 48271) % 2147483647;
  return state / 2147483647;
};
let fd = fs.openSync(log, 'a');
let old;
let lateUntil = 0;
let lines = 0;
const known = [];
const maybe = [];

function write(to, unsafe = false) {
  const number = lines++;
  const dice = random();
  const word = dice < 0.002 ? 'failed' : dice < 0.05 ? 'mark' : 'noise';
  if (word !== 'noise') (unsafe ? maybe : known).push(number);
  const line = `${word} ${number} ${'x'.repeat(Math.floor(random() * 120))}`;
  // Now and then a line comes in two halves.
  const half = random() < 0.02 ? Math.floor(line.length / 2) : 0;
  if (half > 0) fs.writeSync(to, line.slice(0, half));
  fs.writeSync(to, `${line.slice(half)}\n`);
}

// Every rotated file is kept: on a slow machine the reader may be many rotations behind, and what is deleted before it
// was read is lost to anybody.
let rotated = 0;
function shift() {
  for (let n = rotated; n >= 1; n--) fs.renameSync(`${log}.${n}`, `${log}.${n + 1}`);
  rotated += 1;
}

function rotate(dice) {
  if (dice < 0.008 && old === undefined) {
    // Renamed; the old descriptor is written to for a while.
    shift();
    fs.renameSync(log, `${log}.1`);
    [old, lateUntil] = [fd, Date.now() + 100];
    fd = fs.openSync(log, 'a');
  } else if (dice < 0.016) {
    shift();
    fs.renameSync(log, `${log}.1`);
    fs.closeSync(fd);
    fd = fs.openSync(log, 'a');
  } else if (dice < 0.024) {
    // What is written between the copy and the truncation may be lost.
    shift();
    fs.copyFileSync(log, `${log}.1`);
    for (let left = Math.floor(random() * 5); left > 0; left--) write(fd, true);
    fs.ftruncateSync(fd, 0);
  } else if (dice < 0.028) {
    // Deleted while another name keeps it, and created again.
    shift();
    fs.linkSync(log, `${log}.1`);
    fs.rmSync(log);
    fs.closeSync(fd);
    fd = fs.openSync(log, 'a');
  }
}

const sleeper = new Int32Array(new SharedArrayBuffer(4));
const end = Date.now() + seconds * 1000;
while (Date.now() < end) {
  for (let left = 20 + Math.floor(random() * 300); left > 0; left--) write(fd);
  if (old !== undefined && Date.now() < lateUntil) write(old);
  else if (old !== undefined) {
    fs.closeSync(old);
    old = undefined;
  }
  rotate(random());
  Atomics.wait(sleeper, 0, 0, random() * 12);
}
fs.writeFileSync(truth, JSON.stringify({ lines, known, maybe }));
