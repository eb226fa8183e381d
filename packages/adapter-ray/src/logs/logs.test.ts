import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RemoteLog } from '@sigwatch/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Agents } from './agents.js';
import { driverLog } from './driver-log.js';
import { FakeRay, NODE, quickDeps } from './fake-ray.fixture.js';
import { polledLog } from './polled-log.js';
import { type Place, rawLog } from './raw-log.js';
import { LogAnswerError } from './server.js';
import { Slots } from './slots.js';
import { stateLog } from './state-log.js';
import { textLog } from './text-log.js';

let ray: FakeRay;
let abort: AbortController;
let folder: string;
const deps = quickDeps();

beforeEach(async () => {
  ray = await FakeRay.start();
  abort = new AbortController();
  folder = mkdtempSync(join(tmpdir(), 'ray-logs-'));
});
afterEach(async () => {
  abort.abort();
  await ray[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

const NAME = 'job-driver-one.log';
const file = { node: NODE, name: NAME };
const byState = () => stateLog({ server: ray.server(), file, deps });
const byText = (job = 'one') => textLog({ server: ray.server(), job, deps });

/** All that is told without following. */
async function whole(log: RemoteLog, offset = 0): Promise<{ text: string; as_of: number | undefined }> {
  const parts: Buffer[] = [];
  let as_of: number | undefined;
  for await (const part of log.read(offset, { follow: false }, abort.signal)) {
    parts.push(part.bytes);
    as_of = part.as_of ?? as_of;
  }
  return { text: Buffer.concat(parts).toString(), as_of };
}

/** Follows until `until` holds; what has come, and up to when all was told then. */
async function follow(log: RemoteLog, offset: number, until: (text: string, as_of: number | undefined) => boolean) {
  let text = '';
  let as_of: number | undefined;
  const leave = new AbortController();
  for await (const part of log.read(offset, { follow: true }, leave.signal)) {
    text += part.bytes.toString();
    as_of = part.as_of ?? as_of;
    if (until(text, as_of)) break;
  }
  leave.abort();
  return { text, as_of };
}

describe('a log by the state API', () => {
  it('is told from an offset on, with a moment up to which that is all', async () => {
    ray.append(NAME, 'one\r\ntwo \xff\n');
    const before = deps.now();
    const told = await whole(byState(), 5);
    expect(told.text).toBe('two \xff\n');
    expect(told.as_of).toBeGreaterThanOrEqual(before);
    expect(told.as_of).toBeLessThanOrEqual(deps.now());
  });

  it('is refused when it has become shorter', async () => {
    ray.append(NAME, 'one\n');
    await expect(whole(byState(), 5)).rejects.toThrow('is 4 bytes long and was 5');
    await expect(follow(byState(), 5, () => false)).rejects.toThrow('is 4 bytes long and was 5');
  });

  it('is followed as it grows, and is told to be whole only when its last line has come', async () => {
    ray.append(NAME, 'one\n');
    const log = byState();
    const first = await follow(log, 2, (text, as_of) => {
      if (text === 'e\n' && as_of !== undefined) ray.append(NAME, 'two\nhalf');
      return text.endsWith('half') && as_of !== undefined;
    });
    expect(first.text).toBe('e\ntwo\nhalf');
    expect(first.as_of).toBeLessThanOrEqual(deps.now());
  });

  it('throws where the file grows and nothing comes: the stream is dead', async () => {
    ray.append(NAME, 'one\n');
    ray.isStuck = true;
    const seen: (number | undefined)[] = [];
    const grows = follow(byState(), 0, (_, as_of) => {
      seen.push(as_of);
      if (as_of !== undefined && !ray.files.get(NAME)?.includes('two')) ray.append(NAME, 'two\n');
      return false;
    });
    await expect(grows).rejects.toThrow('the log has grown, and nothing has come for 15 seconds');
    expect(seen.some((one) => one !== undefined)).toBe(true);
  });

  it('throws when it is cut in the midst', async () => {
    ray.append(NAME, 'x'.repeat(5_000));
    ray.cutAfter = 2_000;
    await expect(whole(byState())).rejects.toThrow();
    await expect(follow(byState(), 0, () => false)).rejects.toThrow();
  });

  it.each([
    ['throws', 150_000],
    ['ends', 295_000],
  ])('%s when what is followed is cut after %s ms: Ray itself does so after 300 s', async (what, after) => {
    ray.append(NAME, 'one\n');
    const quick = quickDeps(1_000);
    const began = quick.now();
    const log = stateLog({ server: ray.server(), file, deps: quick });
    const read = follow(log, 0, (_, as_of) => {
      if ((as_of ?? 0) - began > after) ray.cutStreams();
      return false;
    });
    if (what === 'throws') await expect(read).rejects.toThrow();
    else expect((await read).text).toBe('one\n');
  });

  it('says what Ray says', async () => {
    await expect(whole(byState())).rejects.toThrow(
      /^Ray answers 500 to \/api\/v0\/logs\/file.*: A file is not found at: \/logs\/job-driver-one\.log$/,
    );
  });
});

describe('a log by the Jobs API', () => {
  it('is told from an offset on, in bytes of its text', async () => {
    ray.files.set('text', Buffer.from('step ☃\nend'));
    expect((await whole(byText(), 8)).text).toBe('\nend');
    await expect(whole(byText(), 99)).rejects.toThrow('is 12 bytes long and was 99');
  });

  it('is followed over the socket, which begins at the beginning each time, until that ends with 1000', async () => {
    ray.tail = (socket) => {
      socket.send('one\nt');
      socket.send('wo\n☃');
      socket.close(1000);
    };
    expect((await follow(byText(), 6, () => false)).text).toBe('o\n☃');
  });

  it('throws at any other end', async () => {
    ray.tail = (socket) => socket.close(1011);
    await expect(follow(byText(), 0, () => false)).rejects.toThrow('with 1011');
    ray.tail = (socket) => socket.terminate();
    await expect(follow(byText(), 0, () => false)).rejects.toThrow('with 1006');
    await expect(follow(byText('nope'), 0, () => false)).rejects.toThrow(LogAnswerError);
  });

  it('proves itself by a pong in a silence, less what the tail of Ray lags behind', async () => {
    ray.tail = (socket) => socket.send('one\n');
    const { text, as_of } = await follow(byText(), 0, (_, told) => told !== undefined);
    expect(text).toBe('one\n');
    expect(deps.now() - (as_of ?? 0)).toBeGreaterThanOrEqual(5_000);
  });

  it('holds no more than some of what comes faster than it is read', async () => {
    const part = 'x'.repeat(1_000_000);
    let waiting = () => 0;
    ray.tail = (socket) => {
      for (let sent = 0; sent < 40; sent += 1) socket.send(part);
      socket.close(1000);
      waiting = () => socket.bufferedAmount;
    };
    const parts = byText().read(0, { follow: true }, abort.signal)[Symbol.asyncIterator]();
    let length = (await parts.next()).value.bytes.length;
    for (let turn = 0; turn < 500; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    // What is not there waits at the other side; some is with the kernel.
    expect(waiting()).toBeGreaterThan(25_000_000);
    for (let next = await parts.next(); !next.done; next = await parts.next()) length += next.value.bytes.length;
    expect(length).toBe(40_000_000);
  });
});

describe('the log of a driver', () => {
  const driver = (mark = join(folder, 'as-text')) => {
    const server = ray.server();
    return driverLog({
      server,
      deps,
      agents: new Agents(server, deps),
      slots: new Slots(2),
      job: 'one',
      tellsBytes: async () => ray.version === '2.60.0',
      mark,
    });
  };
  beforeEach(() => {
    ray.job = { status: 'RUNNING', driver_node_id: NODE };
    ray.append(NAME, 'by\rbytes\n');
    ray.files.set('text', Buffer.from('by\nbytes\n'));
  });

  it('is empty as long as the job has no node', async () => {
    ray.job = { status: 'PENDING', driver_node_id: null };
    const told = await whole(driver());
    expect(told).toMatchObject({ text: '', as_of: expect.any(Number) });
  });

  it('has the bytes of the file where the server tells them', async () => {
    expect((await whole(driver())).text).toBe('by\rbytes\n');
  });

  it('is text where it does not, and stays text', async () => {
    ray.version = '2.9.0';
    expect((await whole(driver())).text).toBe('by\nbytes\n');
    ray.version = '2.60.0';
    expect((await whole(driver(), 3)).text).toBe('bytes\n');
    expect((await whole(driver(join(folder, 'other')), 3)).text).toBe('bytes\n');
  });

  it('is text where only the Jobs API is let through, and blind where it was bytes before', async () => {
    ray.stateStatus = 403;
    await expect(whole(driver(), 3)).rejects.toThrow('403');
    expect((await whole(driver())).text).toBe('by\nbytes\n');
    ray.stateStatus = 500;
    await expect(whole(driver(join(folder, 'other')))).rejects.toThrow('500');
  });
});

describe('an agent of a node', () => {
  const place = (): Place => ({ ...file, agent: ray.agent });
  const raw = () => {
    const server = ray.server();
    return rawLog({ server, deps, agents: new Agents(server, deps), slots: new Slots(2) }, place(), true);
  };
  const ofAgent = () => ray.asked.filter(({ path }) => path.startsWith('/logs/'));

  it('tells a log from an offset on, and never gets the token', async () => {
    ray.append(NAME, 'one\ntwo\n');
    ray.agentFiles = ray.files;
    expect((await whole(raw(), 4)).text).toBe('two\n');
    expect((await whole(raw(), 8)).text).toBe('');
    expect(ofAgent().map(({ range }) => range)).toContain('bytes=4-');
    expect(ofAgent().every(({ token }) => token === undefined)).toBe(true);
    await expect(whole(raw(), 9)).rejects.toThrow('is 8 bytes long and was 9');
    const grown = await follow(raw(), 4, (text) => {
      if (text === 'two\n' && !ray.files.get(NAME)?.includes('three')) ray.append(NAME, 'three\n');
      return text.endsWith('three\n');
    });
    expect(grown.text).toBe('two\nthree\n');
  });

  it('is not believed where it has another log: its address may be another machine here', async () => {
    ray.append(NAME, 'one\ntwo\n');
    ray.agentFiles = new Map([[NAME, Buffer.from('who\nknows\n')]]);
    expect((await whole(raw(), 4)).text).toBe('two\n');
    expect(ofAgent().every(({ range }) => range === undefined)).toBe(true);
  });
});

it('logs that are asked for again and again take turns', async () => {
  const names = Array.from({ length: 12 }, (_, index) => `worker-${index}`);
  for (const name of names) ray.append(name, `${name}\n`);
  const slots = new Slots(3);
  const server = ray.server();
  const texts = names.map(async (name) => {
    const log = polledLog({ whole: stateLog({ server, file: { node: NODE, name }, deps }), slots, deps });
    const { text } = await follow(log, 0, (so_far) => {
      if (so_far === `${name}\n` && !ray.files.get(name)?.includes('more')) ray.append(name, 'more\n');
      return so_far.endsWith('more\n');
    });
    return text;
  });
  expect(await Promise.all(texts)).toEqual(names.map((name) => `${name}\nmore\n`));
  expect(ray.most).toBe(3);
});

it('a mark that was left by an earlier process counts', async () => {
  const mark = join(folder, 'as-text');
  writeFileSync(mark, '');
  ray.files.set('text', Buffer.from('text\n'));
  const server = ray.server();
  const agents = new Agents(server, deps);
  const log = driverLog({ server, deps, agents, slots: new Slots(1), job: 'one', tellsBytes: async () => true, mark });
  expect((await whole(log, 2)).text).toBe('xt\n');
});
