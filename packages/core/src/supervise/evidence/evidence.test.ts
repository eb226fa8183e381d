import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { TrackState } from '../../intake/track-state.js';
import { asFileName, commandsOf, defaultCommands } from './commands.js';
import { diskFiles } from './files.js';
import { lastLines } from './last-lines.js';

const directory = mkdtempSync(join(tmpdir(), 'sigwatch-evidence-'));
afterAll(() => rmSync(directory, { recursive: true }));

const never = new AbortController().signal;
const trackOf = (path: string) => ({ cursor: { path } }) as unknown as TrackState;

describe('the commands that are run of a hung job', () => {
  it('are those of the run, by their programs', () => {
    const argvs = [['/usr/bin/py-spy', 'dump'], ['ps'], ['ps', 'aux'], []];
    expect(commandsOf(argvs)).toEqual([
      { name: 'py-spy', argv: argvs[0] },
      { name: 'ps', argv: argvs[1] },
      { name: 'ps-2', argv: argvs[2] },
    ]);
    expect(commandsOf([])).toEqual([]);
    expect(commandsOf(undefined)).toBe(defaultCommands);
  });

  it.each(defaultCommands.map(({ name, argv }) => [name, argv] as const))(
    'that ship (%s) are a shell text of ours that runs here',
    (_name, argv) => {
      const [program, ...args] = argv;
      expect([program, args[0], args.length]).toEqual(['sh', '-c', 2]);
      expect(() => execFileSync(program!, ['-n', ...args], { stdio: 'pipe' })).not.toThrow();
      // Without what they ask they say so, or nothing, and do not fail.
      const env = { PATH: '/usr/bin:/bin', TORCH_NCCL_DEBUG_INFO_TEMP_FILE: join(directory, 'nccl_trace_rank_') };
      expect(() => execFileSync(program!, args, { stdio: 'pipe', env })).not.toThrow();
    },
  );

  it('keep what PyTorch wrote of its collectives', () => {
    writeFileSync(join(directory, 'nccl_trace_rank_0'), Buffer.from([0x80, 4, 0xff]));
    const [program = '', ...args] = defaultCommands.find(({ name }) => name === 'flight-recorder')?.argv ?? [];
    const env = { PATH: '/usr/bin:/bin', TORCH_NCCL_DEBUG_INFO_TEMP_FILE: join(directory, 'nccl_trace_rank_') };
    const said = execFileSync(program, args, { env, encoding: 'utf8' }).split('\n');
    expect(said[0]).toBe(`== ${directory}/nccl_trace_rank_0, in base64`);
    expect([...Buffer.from(said[1] ?? '', 'base64')]).toEqual([0x80, 4, 0xff]);
  });
});

it.each([
  ['node-1.cluster', 'node-1.cluster'],
  ['../../etc/passwd', '_.._.._etc_passwd'],
  ['..', '_..'],
  ['', '_'],
  ['a b\n', 'a_b_'],
])('%j may be called %j', (text, name) => {
  expect(asFileName(text)).toBe(name);
});

describe('the last lines', () => {
  it('of each log stand under its path, whole ones only', async () => {
    const long = join(directory, 'long.log');
    const short = join(directory, 'short.log');
    const lines = Array.from({ length: 5_000 }, (_, nth) => `line ${nth} of a log that is long`);
    writeFileSync(long, `${lines.join('\n')}\n`);
    writeFileSync(short, 'one\ntwo');
    const paths = [long, join(directory, 'gone.log'), short, long];
    const tracks = new Map(paths.map((path, nth) => [String(nth), trackOf(path)]));
    const text = await lastLines(tracks, diskFiles, never);
    expect(text).toBe(`==> ${long} <==\n${lines.slice(-50).join('\n')}\n\n==> ${short} <==\none\ntwo\n`);
  });

  it('of a log without a line end in reach are none', async () => {
    const file = join(directory, 'one-line.log');
    writeFileSync(file, 'x'.repeat(100_000));
    expect(await diskFiles.tail(file)).toBe('');
  });

  it('are written where there is no folder yet', async () => {
    const file = join(directory, 'evidence', '1-1', 'n1.ps.txt');
    await diskFiles.write(file, 'text');
    expect(readFileSync(file, 'utf8')).toBe('text');
  });
});
