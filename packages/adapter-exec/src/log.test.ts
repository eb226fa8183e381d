import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LogReader } from '@sigwatch/core';
import { describe, expect, it } from 'vitest';
import { carriers, poll, type Way, workshop } from '../test/workshop.js';
import type { BytesAnswer, OtherSide } from './ask/other-side.js';
import { PodLostError } from './ask/trouble.js';
import { remoteLog } from './log.js';

const sha = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describe.each(['here', 'kubectl', 'ssh'] satisfies Way[])('the log of a job (%s)', (way) => {
  const { adapter, spec, submit, until, abort, folder, there, say } = workshop(way);

  const sourceOf = async (job: Parameters<ReturnType<typeof adapter>['logs']>[0], signal: AbortSignal) => {
    for await (const source of adapter().logs(job).sources(signal)) return source;
    return expect.fail('there is no source');
  };

  it('of 5 MB comes byte for byte, and outlives the other side', async () => {
    const made = join(folder(), 'made');
    writeFileSync(
      made,
      Array.from({ length: 100_000 }, (_, n) => `${n} ${'é'.repeat(20)} \x00\xff line\n`).join(''),
      'latin1',
    );
    const job = await submit(spec(`cat ${made}; sleep 0.3; cat ${made}; printf 'half a line'`));
    await until(job, 'succeeded');
    const text = Buffer.concat([readFileSync(made), readFileSync(made), Buffer.from('half a line')]);
    expect(text.length).toBeGreaterThan(5_000_000);
    const source = await sourceOf(job, abort);
    expect(source.id).toBe(there(job, 'output.log'));
    const read = Buffer.concat(await whole(await source.open(undefined, abort)));
    expect([read.length, sha(read)]).toEqual([text.length, sha(text)]);

    if (way === 'here') return;
    say('mode', way === 'ssh' ? 'unreachable' : 'missing');
    const again = await (await sourceOf(job, abort)).open(undefined, abort);
    const copied = Buffer.concat(await whole(again, way === 'ssh'));
    expect(sha(copied)).toBe(sha(way === 'ssh' ? text.subarray(0, -'half a line'.length) : text));
  });

  it('grows while it is followed, and is blind while nobody answers', async () => {
    const job = await submit(spec(`echo one; while [ ! -e ${folder()}/go ]; do sleep 0.05; done; echo two; sleep 600`));
    const stop = new AbortController();
    const reader = await (await sourceOf(job, stop.signal)).open(undefined, stop.signal);
    let text = '';
    const until_ = (wanted: string) =>
      poll(
        async () => {
          const into = Buffer.alloc(4096);
          const read = await reader.read(into);
          if (read.kind === 'data') text += into.toString('utf8', 0, read.bytes);
          return wanted === 'blind' ? read.kind === 'blind' : text === wanted && read.kind === 'caught_up';
        },
        () => `read ${JSON.stringify(text)}, wanted ${JSON.stringify(wanted)}`,
      );
    await until_('one\n');
    if (way !== 'here') {
      say('mode', 'unreachable');
      await until_('blind');
      say('mode', '');
    }
    writeFileSync(join(folder(), 'go'), '');
    await until_('one\ntwo\n');
    stop.abort();
  });
});

/** What is left to be read, as it is; where `blind` it ends with nobody answering. */
async function whole(reader: LogReader, blind = false): Promise<Buffer[]> {
  const parts: Buffer[] = [];
  const into = Buffer.alloc(65_536);
  for (;;) {
    const read = await reader.read(into, true);
    if (read.kind === 'data') parts.push(Buffer.from(into.subarray(0, read.bytes)));
    else {
      expect(read.kind === 'blind').toBe(blind);
      await reader[Symbol.asyncDispose]();
      return parts;
    }
  }
}

describe('a log on the other side', () => {
  const place = { boot: 'b', init: '1', host: 'h' };
  /** Asked with such answers, one after the other. */
  const read = async (offset: number, ...answers: readonly (BytesAnswer | Error)[]) => {
    const asked: string[] = [];
    const side: OtherSide = {
      ask: async () => '',
      look: async () => '',
      async askBytes(_script, [, from = '']) {
        asked.push(from);
        const answer = answers[asked.length - 1];
        if (answer === undefined || answer instanceof Error) throw answer ?? new Error('asked too often');
        return answer;
      },
    };
    const deps = { now: () => 1_000 + asked.length, schedule: () => () => {} };
    const log = remoteLog({ side, deps, path: '/x.log', place, poll: 5_000 });
    const parts: (readonly [string, number | undefined])[] = [];
    for await (const { bytes, as_of } of log.read(offset, { follow: false }, new AbortController().signal))
      parts.push([bytes.toString(), as_of]);
    return { asked, parts };
  };
  const says = (first: string, text = ''): BytesAnswer => ({ first: first.split(' '), bytes: Buffer.from(text) });

  it('is told up to the moment of the question', async () => {
    expect((await read(2, says('5 3 b/1/h', 'cde'))).parts).toEqual([['cde', 1_000]]);
    expect((await read(5, says('5 0 b/1/h'))).parts).toEqual([['', 1_000]]);
    expect((await read(0, says('- 0 b/1/h'))).parts).toEqual([['', 1_000]]);
  });

  it('is asked for the rest of what was more than one answer holds, or broke off', async () => {
    const { asked, parts } = await read(
      0,
      says('9 3 b/1/h', 'abc'),
      says('9 6 b/1/h', 'de'),
      says('9 4 b/1/h', 'fghi'),
    );
    expect(asked).toEqual(['0', '3', '5']);
    expect(parts).toEqual([
      ['abc', undefined],
      ['de', undefined],
      ['fghi', 1_002],
    ]);
  });

  it('has ended with its container, or its pod', async () => {
    expect((await read(5, says('- 0 b/2/h'))).parts).toEqual([['', 1_000]]);
    expect((await read(5, new PodLostError('gone'))).parts).toEqual([['', 1_000]]);
  });

  it.each([['3 0 b/1/h'], ['- 0 b/1/h'], ['- 0 b/1/other']])(
    'that is shorter than what was read (%s) tells nothing',
    async (first) => {
      await expect(read(5, says(first))).rejects.toThrow(/shorter than what was read/);
    },
  );

  it.each([['9 9 b/1/h'], ['garbage'], [''], ['5 x b/1/h']])('that was not told (%s) tells nothing', async (first) => {
    await expect(read(0, says(first))).rejects.toThrow(/not told|not understood/);
  });
});

describe('a process that runs already', () => {
  const { adapter, folder, abort, status, until } = workshop();

  it('is found by its number or a file with it, with its log, command and folder, and followed to its end', async () => {
    const cwd = join(folder(), 'a b');
    mkdirSync(cwd);
    writeFileSync(join(cwd, 'my out.log'), 'one\n');
    const command = ['sh', '-c', 'trap "exit 0" USR1; while :; do sleep 0.1; done', 'it is', folder()];
    const other = spawn(command[0]!, command.slice(1), { cwd, detached: true, stdio: 'ignore' });
    const pidFile = join(folder(), 'train.pid');
    writeFileSync(pidFile, `${other.pid}\n`);
    const known = await adapter().lookUp(`exec:@${pidFile}@my out.log`, abort);
    expect(known?.job.id).toBe(`exec:${other.pid}@${cwd}/my out.log`);
    expect(known?.command).toEqual({ argv: command, cwd });
    expect(await adapter().lookUp(known!.job.id, abort)).toEqual(known);
    const job = known!.job;
    expect((await status(job))?.state).toBe('running');
    for await (const source of adapter().logs(job).sources(abort)) {
      appendFileSync(join(cwd, 'my out.log'), 'two\n');
      const reader = await source.open(undefined, abort);
      expect(Buffer.concat(await whole(reader)).toString()).toBe('one\ntwo\n');
    }
    await adapter().signal(job, 'USR1', abort);
    expect(await until(job, 'failed')).toMatchObject({ reason: 'EXIT_UNKNOWN' });
    expect(await adapter().lookUp(`exec:${other.pid}@/x`, abort)).toBeUndefined();
  });

  it('is ended with what it has started', async () => {
    const command = ['-c', 'sleep 601 & sleep 602; sleep 603', folder()];
    const env = { ...process.env, TEST_FOLDER: folder() };
    const other = spawn('sh', command, { detached: false, stdio: 'ignore', env });
    const known = await adapter().lookUp(`exec:${other.pid}@/dev/null`, abort);
    await adapter().cancel(known!.job, abort);
    expect((await until(known!.job, 'failed')).reason).toBe('EXIT_UNKNOWN');
    await poll(() => carriers(folder()).length === 0);
  });

  it('that nobody knows is none', async () => {
    expect(await adapter().lookUp('exec:4194999@/x', abort)).toBeUndefined();
    expect(await adapter().lookUp(`exec:@${folder()}/none.pid@/x`, abort)).toBeUndefined();
    expect(await adapter().lookUp('exec:nobody.1', abort)).toBeUndefined();
    writeFileSync(join(folder(), 'bad.pid'), 'x; id\n');
    await expect(adapter().lookUp(`exec:@${folder()}/bad.pid@/x`, abort)).rejects.toThrow(/holds no number/);
    truncateSync(join(folder(), 'bad.pid'));
    await expect(adapter().lookUp(`exec:@${folder()}/bad.pid@/x`, abort)).rejects.toThrow(
      /can not be read, or is empty/,
    );
  });
});
