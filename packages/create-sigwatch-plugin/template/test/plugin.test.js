import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { watch } from 'sigwatch';
import plugin from '../index.js';

const rules = (name) => fileURLToPath(new URL(`../rules/${name}`, import.meta.url));

it('its components do what YAML asks of them', async () => {
  const folder = await mkdtemp(join(tmpdir(), '__name__-'));
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const posted = new Promise((resolve) => {
    server.on('request', async (request, answer) => {
      resolve(JSON.parse((await request.toArray()).join('')));
      answer.end();
    });
  });
  let run;
  const file = (name, text) => writeFile(join(folder, name), text);
  try {
    await file('beside.log', `${[1, 2, 3].map((n) => `__name__: retry ${n}`).join('\n')}\n__name__: evicted from n7\n`);
    await file('train.log', 'step 1 | loss: 2.5\n');
    await file(
      'm.yaml',
      [
        (await readFile(rules('monitor.yaml'), 'utf8')).replace('notes.jsonl', join(folder, 'notes.jsonl')),
        `sources: [{ class_name: __Name__Source, file: ${join(folder, 'beside.log')}, once: true }]`,
        `notifiers: [{ class_name: __Name__Notifier, url: 'http://127.0.0.1:${server.address().port}/' }]`,
      ].join('\n'),
    );
    run = watch(join(folder, 'train.log'), {
      monitor: join(folder, 'm.yaml'),
      restart: rules('restart.yaml'),
      plugins: [plugin],
      follow: false,
    });
    const signals = [];
    run.signals$.subscribe(({ name }) => signals.push(name));
    const decided = new Promise((resolve) => run.decisions$.subscribe(resolve));
    await run.done;
    assert.deepEqual(
      signals.filter((name) => name.startsWith('__snake__')),
      ['__snake___retry', '__snake___evicted'],
    );
    assert.equal((await decided).action, 'restart');
    assert.match((await posted).title, /preempted/);
    assert.match(await readFile(join(folder, 'notes.jsonl'), 'utf8'), /evicted from n7/);
  } finally {
    await run?.stop();
    server.close();
    await rm(folder, { recursive: true });
  }
});
