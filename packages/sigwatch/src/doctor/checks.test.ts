import { describe, expect, it } from 'vitest';
import { type Check, checks } from './checks.js';
import type { Probes } from './probes.js';

const GIB = 2 ** 30;

/** A machine where all is well. */
const well: Probes = {
  node: { version: 'v22.1.0', least: '20.19' },
  re2: async () => undefined,
  sqlite: async () => undefined,
  config: async () => undefined,
  plugins: () => [],
  stateDirectory: async () => '/state',
  directory: (path) => ({ exists: true, existing: path }),
  freeBytes: () => 10 * GIB,
  journal: async () => 'wal',
  leases: async () => [],
  packs: async () => '6 monitors',
  startProcess: async () => 'a process was started',
  command: () => undefined,
  run: async () => ({ code: 1, out: '', err: '' }),
  wantsSlurm: async () => false,
  missingFolders: async () => [],
  rayServer: async () => undefined,
  modalServer: async () => undefined,
  prefixes: async () => [],
  now: () => 0,
  terminal: { isTTY: true, columns: 120, color: true },
};

async function all(probes: Partial<Probes> = {}): Promise<readonly Check[]> {
  const found: Check[] = [];
  for await (const check of checks({ ...well, ...probes })) found.push(check);
  return found;
}

const bad = (found: readonly Check[]) => found.filter(({ level }) => level === 'warn' || level === 'fail');
const refuse = (text: string) => async () => {
  throw new Error(text);
};
const named = async (name: string, probes: Partial<Probes>) => (await all(probes)).find((check) => check.name === name);

describe('the doctor', () => {
  it('looks at everything, one line each, and finds nothing where all is well', async () => {
    const found = await all();
    expect(found.map(({ name }) => name)).toEqual(
      'node re2 sqlite settings state space journal leases packs,local jobs,slurm modal ray terminal'
        .replaceAll(/ (?!jobs)/g, ',')
        .split(','),
    );
    expect(bad(found)).toEqual([]);
  });

  it.each<[string, Partial<Probes>, string, string, RegExp]>([
    [
      'an old Node',
      { node: { version: 'v20.9.0', least: '20.19' } },
      'fail node',
      'v20.9.0 is too old',
      /Install Node 20.19/,
    ],
    ['re2 without its binary', { re2: refuse('no binding') }, 'fail re2', 'no binding', /npm rebuild re2;/],
    ['a broken database', { sqlite: refuse('wrong ABI') }, 'fail sqlite', 'wrong ABI', /npm rebuild better-sqlite3;/],
    [
      'a broken sigwatch.yaml',
      { config: refuse('a.yaml:1:1: unknown key') },
      'fail settings',
      'a.yaml:1:1: unknown key',
      /Correct the file/,
    ],
    [
      'a state directory that may not be written',
      {
        directory: () => {
          throw new Error('EACCES');
        },
      },
      'fail state',
      '/state: EACCES',
      /--state-dir/,
    ],
    ['little room', { freeBytes: () => GIB / 2 }, 'warn space', '512 MiB free', /Make room/],
    ['no room', { freeBytes: () => 0 }, 'fail space', '0 MiB free', /Make room/],
    ['damaged packs', { packs: refuse('no monitor') }, 'fail packs', 'no monitor', /Install sigwatch anew/],
    ['no processes', { startProcess: refuse('EAGAIN') }, 'fail local jobs', 'EAGAIN', /ulimit/],
    [
      'a plugin for another sigwatch',
      {
        plugins: () => [
          { name: 'farm', version: '1.2.0', module: '/a.js' },
          { name: 'old', version: '1.0.0', module: '/b.js', unusable: 'works with sigwatch ^9.0.0, and this is 0.1.0' },
        ],
      },
      'warn plugins',
      'old works with sigwatch ^9.0.0, and this is 0.1.0',
      /a version of it that fits/,
    ],
    [
      'a narrow terminal',
      { terminal: { isTTY: true, columns: 40, color: false } },
      'warn terminal',
      '40 columns, no colours',
      /60 columns/,
    ],
  ])('finds %s, says what to do, and goes on', async (_, probes, what, text, remedy) => {
    const found = await all(probes);
    const [first, ...others] = bad(found);
    expect([`${first?.level} ${first?.name}`, first?.text, others]).toEqual([what, text, []]);
    expect(first?.remedy).toMatch(remedy);
    expect(found.at(-1)?.name).toBe('terminal');
  });

  it.each([
    ['v20.19.0', 'ok'],
    ['v20.20.2', 'ok'],
    ['v24.0.0', 'ok'],
    ['v20.18.9', 'fail'],
    ['v18.30.0', 'fail'],
  ])('takes Node %s for %s', async (version, level) => {
    expect((await named('node', { node: { version, least: '20.19' } }))?.level).toBe(level);
  });

  it('tells who holds a run, which file holds, and which journal', async () => {
    const leases = async () => [{ run_id: 'a', host: 'h', pid: 7, seconds: 90 }];
    expect((await named('leases', { leases }))?.text).toBe('a (process 7 on h, for 1m 30s)');
    const plugins = () => [{ name: 'farm', version: '1.2.0', module: '/a.js' }];
    expect(await named('plugins', { plugins })).toMatchObject({
      level: 'ok',
      text: expect.stringMatching(/^farm 1.2.0, /),
    });
    expect((await named('settings', { config: async () => '/w/sigwatch.yaml' }))?.text).toBe('/w/sigwatch.yaml');
    expect((await named('journal', { journal: async () => 'truncate' }))?.text).toMatch(/^rollback journal/);
    expect((await named('state', { directory: () => ({ exists: false, existing: '/' }) }))?.text).toBe(
      '/state, will be made when a run starts',
    );
  });

  it('asks for leases only where there is a state directory', async () => {
    const probes = { directory: () => ({ exists: false, existing: '/' }), leases: refuse('asked') };
    expect(bad(await all(probes))).toEqual([]);
  });

  it('takes missing commands of a platform for news, not for a failure', async () => {
    const probes = { command: (name: string) => (name === 'modal' || name === 'sbatch' ? `/bin/${name}` : undefined) };
    expect(await named('slurm', probes)).toEqual({
      name: 'slurm',
      level: 'info',
      text: 'not found: `squeue`, `sacct`, `scancel`; needed only for SLURM jobs',
    });
    expect(await named('modal', probes)).toEqual({ name: 'modal', level: 'ok', text: '/bin/modal' });
  });
});
