import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadRunFile } from '@sigwatch/core';
import { expect, it, vi } from 'vitest';
import type { JobSettings } from './job-run.js';
import { environmentOf, newJob, settingsFor, takenUp } from './job-settings.js';
import { type Flags, resolveSettings } from './settings/settings.js';

vi.mock('./packs.js', () => ({ shippedPacks: () => [], installedPacks: () => () => [] }));

const text = `run_id: r
monitor: ./m.yaml
restart: ./p.yaml
job: { command: [python, train.py], cwd: src, env: { A: "1" }, logs: [x.log] }
`;

function inFolder<T>(use: (folder: string, settings: (flags?: Flags) => ReturnType<typeof resolveSettings>) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'sigwatch-local-'));
  for (const name of ['m.yaml', 'p.yaml']) writeFileSync(join(folder, name), '');
  writeFileSync(join(folder, 'sigwatch.yaml'), text);
  const file = loadRunFile(join(folder, 'sigwatch.yaml'), { cwd: folder, packs: [] });
  try {
    return use(folder, (flags = {}) => resolveSettings({ flags, env: {}, file, cwd: folder }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

it('a new run is the job of the file, or a typed command in the folder where it is typed', () => {
  inFolder((folder, settings) => {
    const at = (name: string) => join(folder, name);
    const rest = { monitor: [at('m.yaml')], restart: at('p.yaml'), log: [at('x.log')], config: at('sigwatch.yaml') };
    const own = { argv: ['python', 'train.py'], cwd: at('src'), name: 'train', ...rest };
    expect(newJob(settings(), undefined)).toEqual(own);
    expect(newJob(settings(), { argv: ['true'], cwd: '/w' })).toEqual({
      argv: ['true'],
      cwd: '/w',
      name: 'true',
      ...rest,
    });
  });
});

it('a typed command has not the name of the file’s job, nor its run', () => {
  inFolder((_, settings) => {
    const typed = { argv: ['true'], cwd: '/w' };
    expect(settingsFor(undefined, settings()).run_id?.value).toBe('r');
    expect(settingsFor(typed, settings()).run_id).toBeUndefined();
    expect(settingsFor(typed, settings({ runId: 'flag' })).run_id?.value).toBe('flag');
    const { command: dropped, ...without } = settings();
    expect(dropped).toBeDefined();
    expect(settingsFor(typed, without).run_id?.value).toBe('r');
  });
});

it('nothing is run where nobody says what', () => {
  expect(newJob(resolveSettings({ flags: {}, env: {}, cwd: '/' }), undefined)).toBeUndefined();
});

it('a run that is taken up again keeps what it was started with; of a file only where that names it', () => {
  inFolder((folder, settings) => {
    const before: JobSettings = { argv: ['a'], cwd: '/w', name: 'n', monitor: ['default'], restart: 'x' };
    expect(takenUp(before, settings({ runId: 'other' }))).toEqual(before);
    expect(takenUp(before, settings({ runId: 'other', restart: 'none' }))).toEqual({ ...before, restart: undefined });
    expect(takenUp(before, settings())).toMatchObject({
      monitor: [join(folder, 'm.yaml')],
      restart: join(folder, 'p.yaml'),
    });
  });
});

it('variables of the file it was started with are read from there again, and are never kept', () => {
  inFolder((folder, settings) => {
    const job = newJob(settings(), undefined) as JobSettings;
    expect(JSON.stringify(job)).not.toContain('"A"');
    expect(environmentOf(job, { B: '2' })).toEqual({ submitter: { B: '2' }, own: { A: '1' } });
    expect(environmentOf(job, { A: '0' }, settings())).toEqual({ submitter: { A: '0' }, own: { A: '1' } });
    expect(environmentOf({ argv: ['a'], cwd: folder, name: 'n' }, { B: '2' })).toEqual({
      submitter: { B: '2' },
      own: {},
    });
  });
});
