import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { attach, submit } from './index.js';
import { givenAdapter } from './jobs/given-adapter.js';
import { resolveSettings } from './settings/settings.js';

const directory = mkdtempSync(join(tmpdir(), 'sigwatch-submit-'));
afterAll(() => rmSync(directory, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());
const stateDir = join(directory, 'state');
const { PATH } = process.env;

/** An sbatch that takes nothing: what is refused before never comes to it. */
function withSbatch(): string {
  const tools = join(directory, 'tools');
  const called = join(directory, 'called');
  mkdirSync(tools, { recursive: true });
  writeFileSync(called, '');
  writeFileSync(join(tools, 'sbatch'), `#!/bin/sh\necho "$@" >> '${called}'\nexit 1\n`, { mode: 0o755 });
  vi.stubEnv('PATH', `${tools}${delimiter}${PATH}`);
  return called;
}

describe('what SLURM is to be given', () => {
  it('is refused where there is no sbatch, and no run is begun', async () => {
    vi.stubEnv('PATH', directory);
    const watched = submit(['train.sbatch'], { adapter: 'slurm', stateDir });
    const states: string[] = [];
    watched.state$.subscribe((state) => states.push(state));
    await expect(watched.done).rejects.toMatchObject({
      code: 'argument_invalid',
      message: expect.stringContaining('sbatch is not in PATH'),
    });
    expect(states).toEqual(['pending']);
  });

  it('is one job: an array and a script that is not there are told of, and never submitted', async () => {
    const called = withSbatch();
    const script = join(directory, 'array.sbatch');
    writeFileSync(script, '#!/bin/sh\n#SBATCH --array=1-3\ntrue\n');
    const options = { adapter: 'slurm', stateDir, cwd: directory } as const;
    await expect(submit([script], options).done).rejects.toThrow(/array\.sbatch is a job array, each task of which/);
    await expect(submit(['none.sbatch'], options).done).rejects.toThrow(/none\.sbatch: no script of this name/);
    expect(readFileSync(called, 'utf8')).not.toContain('sbatch');
  });
});

it('a name that is no job is refused at once', () => {
  for (const id of ['', 'slurm', 'slurm:', '123'])
    expect(() => attach(id, { stateDir })).toThrow(/names no job: give the platform/);
});

describe('an adapter that a program gives', () => {
  const settings = resolveSettings({ flags: {}, env: {}, cwd: directory });
  const given = (adapter: Parameters<typeof givenAdapter>[0]) => givenAdapter(adapter, settings, directory);

  it('is a platform by its word', () => {
    expect(given('exec').whole).toEqual({ class_name: 'ExecAdapter' });
    expect(given('local').whole).toEqual({ class_name: 'LocalAdapter' });
    expect(() => given('lsf' as 'exec')).toThrow(/no platform lsf; give one of slurm, ray, modal, exec, local, colab/);
  });

  it('has its paths from the folder of the command, and keeps no headers', () => {
    const adapter = {
      class_name: 'RayAdapter',
      headers: { Authorization: 'Bearer x' },
      runtime_env: { working_dir: 'code', pip: ['torch'] },
    };
    const { whole, kept } = given(adapter);
    expect(whole).toEqual({ ...adapter, runtime_env: { working_dir: join(directory, 'code'), pip: ['torch'] } });
    const { headers: _, ...others } = whole;
    expect(kept).toEqual(others);
  });

  it('is checked by its schema', () => {
    expect(() => given({ class_name: 'RayAdapter', entrypoint_num_gpus: 'many' })).toThrow(
      /^adapter\.entrypoint_num_gpus: /,
    );
    expect(() => given({ class_name: 'NoAdapter' })).toThrow(
      /^adapter\.class_name: there is no adapter called `NoAdapter`/,
    );
  });

  it('goes on from what the file says of the same one', () => {
    const file = {
      ...settings,
      adapter: { value: { class_name: 'RayAdapter', address: 'http://ray' }, from: 'file', by: '' } as const,
    };
    expect(givenAdapter('ray', file, directory).whole).toEqual({ class_name: 'RayAdapter', address: 'http://ray' });
    expect(givenAdapter('exec', file, directory).whole).toEqual({ class_name: 'ExecAdapter' });
  });
});
