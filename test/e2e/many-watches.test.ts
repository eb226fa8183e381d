import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
// Below a node_modules that holds sigwatch, as what embeds it is.
mkdirSync(join(root, 'node_modules/.cache'), { recursive: true });
const embedding = mkdtempSync(join(root, 'node_modules/.cache/many-'));
const folder = mkdtempSync(join(tmpdir(), 'sigwatch-many-'));
afterAll(() => {
  for (const one of [embedding, folder]) rmSync(one, { recursive: true, force: true });
});

/** What a process holds with so many watches, each on a log of its own, once all of their lines are read; and after the last has ended. */
const script = `
import { appendFileSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
// A matcher is memory of WebAssembly with the rules in it.
let memories = 0;
WebAssembly.Instance = class extends WebAssembly.Instance { constructor(...given) { super(...given); memories += 1; } };
const { watch } = await import('sigwatch');
const step = (n) => ' iteration ' + n + '/ 100 | lm loss: 2.0E+00 | number of nan iterations: 0 |\\n';
const watches = [];
const last = [];
const until = async (holds) => { while (!holds()) await sleep(20); };
const open = () => readdirSync('/proc/self/fd').flatMap((fd) => { try { return [readlinkSync('/proc/self/fd/' + fd)]; } catch { return []; } });
const begin = (to) => {
  for (let n = watches.length; n < to; n += 1) {
    writeFileSync('run_' + n + '.log', step(1));
    const watched = watch('run_' + n + '.log', { monitor: 'megatron_basic' });
    watched.events$.subscribe(({ event_type, data }) => { if (event_type === 'progress') last[n] = data.step; });
    watches.push(watched);
  }
};
const held = async () => {
  await turn();
  const resources = process.getActiveResourcesInfo().filter((name) => !/^(TTYWrap|PipeWrap|Immediate)$/.test(name));
  const files = open();
  return {
    timers: resources.filter((name) => name === 'Timeout').length,
    others: resources.filter((name) => name !== 'Timeout'),
    inotify: files.filter((file) => file.includes('inotify')).length,
    memories,
  };
};
const told = [];
for (const [many, number] of [[1, 2], [150, 3]]) {
  begin(many);
  await until(() => watches.every((_, n) => last[n] >= 1));
  for (let n = 0; n < many; n += 1) appendFileSync('run_' + n + '.log', step(number));
  await until(() => watches.every((_, n) => last[n] === number));
  told.push(await held());
}
await Promise.all(watches.map((watched) => watched.stop()));
await turn();
console.log(JSON.stringify({ told, left: { ...(await held()), logs: open().filter((file) => file.endsWith('.log')).length } }));
`;

it('a hundred and fifty watches hold one timer, one watch of their folder and one matcher, as a single one does, and nothing when they have ended', async () => {
  const file = join(embedding, 'many.mjs');
  writeFileSync(file, script);
  const { stdout } = await execa(process.execPath, [file], { cwd: folder, env: { TMPDIR: folder }, timeout: 120_000 });
  const { told, left } = JSON.parse(stdout);
  const [one, many] = told;
  expect(one).toEqual({ timers: 1, others: [], inotify: 1, memories: expect.any(Number) });
  expect(one.memories).toBeGreaterThan(0);
  // Whether its own pause is among them depends on the moment.
  expect(many).toEqual(one);
  expect(left).toEqual({ timers: 0, others: [], inotify: expect.any(Number), memories: one.memories, logs: 0 });
}, 150_000);
