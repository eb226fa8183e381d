import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { silent, spec, workshop } from '../fake-ray.fixture.js';
import type { RaySettings } from '../settings.js';
import { submit } from '../submit.js';
import { fill, folderOf } from './folder.fixture.js';

const soon = { notAfter: 160_000 };
type Shop = ReturnType<typeof workshop>;

const shopOf = (runtime_env: NonNullable<RaySettings['runtime_env']>) => workshop({ runtime_env });
const go = ({ deps, abort }: Shop, attempt: number, run_id = 'r', cwd = '/') =>
  submit(deps, spec({ run_id, attempt, cwd }), `${run_id}/${attempt}`, soon, abort);
const envOf = ({ head }: Shop, id: string) => head.jobs.get(id)?.runtime_env as Record<string, unknown>;
const puts = ({ head }: Shop) => head.calls.filter(({ method }) => method === 'PUT').length;
const keptOf = ({ deps }: Shop) => readdirSync(join(deps.notes.stateDirectory, 'ray', 'packages'));

describe('a folder of this machine', () => {
  it('is uploaded before the job is, once, by its content', async () => {
    const folder = folderOf({ 'train.py': 'x', '.git/config': '', 'venv/a': '', '__pycache__/x': '', 'data/big': '' });
    const shop = shopOf({ working_dir: folder, excludes: ['data/'], pip: ['torch'] });
    await go(shop, 1);
    const [name] = [...shop.head.packages.keys()];
    expect(name).toMatch(/^_ray_pkg_[0-9a-f]{40}\.zip$/);
    expect(envOf(shop, 'sigwatch-r-1')).toMatchObject({ working_dir: `gcs://${name}`, pip: ['torch'] });
    expect(shop.head.packages.get(name as string)?.toString('latin1')).toMatch(/train\.py/);
    expect(shop.head.packages.get(name as string)?.toString('latin1')).not.toMatch(/config|venv|pycache|big/);
    const order = shop.head.calls.map(({ method }) => method);
    expect(order.indexOf('PUT')).toBeLessThan(order.indexOf('POST'));
    expect(shop.told).toEqual([`Uploaded ${folder} (1 files, 0.0 MiB) to Ray.`]);

    await go(shop, 1, 'other');
    expect(puts(shop)).toBe(1);
    expect(envOf(shop, 'sigwatch-other-1')).toEqual({ ...envOf(shop, 'sigwatch-r-1'), env_vars: expect.anything() });
  });

  it('is that of the first attempt for all others, and that of today for another run', async () => {
    const folder = folderOf({ 'train.py': 'first' });
    const shop = shopOf({ working_dir: folder });
    await go(shop, 1);
    writeFileSync(join(folder, 'train.py'), 'second');
    await go(shop, 2);
    await go(shop, 1, 'new');
    const at = (id: string) => envOf(shop, id).working_dir;
    expect(at('sigwatch-r-2')).toBe(at('sigwatch-r-1'));
    expect(at('sigwatch-new-1')).not.toBe(at('sigwatch-r-1'));
    expect(puts(shop)).toBe(2);
  });

  it('is given again as it was to a cluster that no longer has it, also where the folder is gone', async () => {
    const folder = folderOf({ 'train.py': 'first' });
    const shop = shopOf({ working_dir: folder });
    await go(shop, 1);
    const before = new Map(shop.head.packages);
    shop.head.packages.clear();
    rmSync(folder, { recursive: true });
    await go(shop, 2);
    expect(shop.head.packages).toEqual(before);
    expect(shop.told.at(-1)).toMatch(/no longer had the code of r; it was given what the first attempt had/);
  });

  it('is packed anew, and that is told, where what was kept is gone as well', async () => {
    const folder = folderOf({ 'train.py': 'first' });
    const shop = shopOf({ working_dir: folder });
    await go(shop, 1);
    shop.head.packages.clear();
    for (const name of keptOf(shop).filter((one) => one.endsWith('.zip')))
      rmSync(join(shop.deps.notes.stateDirectory, 'ray', 'packages', name));
    writeFileSync(join(folder, 'train.py'), 'second');
    await go(shop, 2);
    expect(envOf(shop, 'sigwatch-r-2').working_dir).not.toBe(envOf(shop, 'sigwatch-r-1').working_dir);
    expect(shop.told).toContainEqual(
      expect.stringMatching(/no longer here, nor at the cluster: it is packed as it is now/),
    );
  });

  it('that was uploaded when sigwatch ended before the job was made is the same for the next try', async () => {
    const folder = folderOf({ 'train.py': 'first' });
    const shop = shopOf({ working_dir: folder });
    shop.head.instead = ({ method, path }) => (method === 'POST' && path === '/api/jobs/' ? silent() : undefined);
    await expect(go(shop, 1)).rejects.toMatchObject({ name: 'UnansweredError' });
    shop.head.instead = () => undefined;
    writeFileSync(join(folder, 'train.py'), 'second');
    await go(shop, 1);
    expect(puts(shop)).toBe(1);
    expect(envOf(shop, 'sigwatch-r-1').working_dir).toBe(`gcs://${[...shop.head.packages.keys()][0]}`);
  });

  it('is meant from where the run is, and modules go along under their own names', async () => {
    const root = folderOf({
      'code/train.py': '',
      'lib/util/__init__.py': '',
      'one.py': '',
      'ready.whl': 'w',
      'code/.env': 'A=1',
    });
    const shop = shopOf({ working_dir: 'code', py_modules: ['lib/util', './one.py', 'ready.whl', 's3://b/c.zip'] });
    await go(shop, 1, 'r', root);
    const { working_dir, py_modules } = envOf(shop, 'sigwatch-r-1') as { working_dir: string; py_modules: string[] };
    const bytes = (uri: string) => shop.head.packages.get(basename(uri))?.toString('latin1');
    expect(bytes(working_dir)).toContain('train.py');
    expect(bytes(py_modules[0] as string)).toContain('util/__init__.py');
    expect(bytes(py_modules[1] as string)).toContain('one.py');
    expect(py_modules.slice(2)).toEqual(['gcs://ready.whl', 's3://b/c.zip']);
    expect(bytes('gcs://ready.whl')).toBe('w');
    expect(shop.told.filter((sentence) => sentence.includes('secrets'))).toHaveLength(1);
    await go(shop, 2, 'r', root);
    expect(shop.told.filter((sentence) => sentence.includes('secrets'))).toHaveLength(1);
  });

  it('is packed as Ray’s own variables say', async () => {
    const folder = folderOf({ '.gitignore': 'out', 'out/x': '', 'venv/y': '' });
    const plain = shopOf({ working_dir: folder });
    const env = { RAY_RUNTIME_ENV_IGNORE_GITIGNORE: '1', RAY_OVERRIDE_RUNTIME_ENV_DEFAULT_EXCLUDES: '' };
    await go(plain, 1);
    const all = { ...plain, deps: { ...plain.deps, env } };
    await go(all, 1, 'all');
    const [few = '', many = ''] = [...plain.head.packages.values()].map((bytes) => bytes.toString('latin1'));
    expect([few.includes('out/x'), few.includes('venv/y')]).toEqual([false, false]);
    expect([many.includes('out/x'), many.includes('venv/y')]).toEqual([true, true]);
  });
});

describe('nothing is submitted, with what to do,', () => {
  it.each([
    [
      'where there is no such folder',
      { working_dir: '/mnt/shared/code' },
      /no \/mnt\/shared\/code on this machine.*env -C \/mnt\/shared\/code/,
    ],
    ['where it is a file', { working_dir: import.meta.filename }, /not a folder or a \.zip/],
    ['where a module is none', { py_modules: ['/etc/hostname'] }, /not a folder, a \.py, a \.zip or a \.whl/],
  ])('%s', async (_, runtime_env, words) => {
    const shop = shopOf(runtime_env);
    const error = await go(shop, 1).catch((caught: Error) => caught);
    expect(error).toMatchObject({ name: 'RefusedError', message: expect.stringMatching(words) });
    expect(shop.head.asked('POST', '/api/jobs/')).toBe(0);
  });

  it.each([
    [
      'takes no more',
      { status: 413, text: 'Maximum request body size 104857600 exceeded' },
      /more than the 100 MiB.*data\//,
    ],
    [
      'took it for too much in an older way',
      { status: 500, text: 'x\nHTTPRequestEntityTooLarge: Maximum request body size 1048576 exceeded.' },
      /more than the 1\.0 MiB/,
    ],
    [
      'took it for too much and names no number',
      { status: 500, text: 'aiohttp.web_exceptions.HTTPRequestEntityTooLarge: Request Entity Too Large' },
      /Ray takes as a package.*data\//,
    ],
    ['fails', { status: 500, text: 'RuntimeError: Failed to store package in the GCS.' }, /Failed to store package/],
    ['wants a token', { status: 401, text: '' }, /RAY_AUTH_TOKEN/],
    ['has lost it at once', { status: 200, text: '' }, /does not have it/],
  ])('where the server %s, and the folder of the next try counts', async (_, answer, words) => {
    const folder = folderOf({ 'train.py': 'x', 'data/big': 'x'.repeat(100) });
    const shop = shopOf({ working_dir: folder });
    shop.head.instead = ({ method }) => (method === 'PUT' ? answer : undefined);
    await expect(go(shop, 1)).rejects.toMatchObject({ name: 'RefusedError', message: expect.stringMatching(words) });
    expect(shop.head.jobs.size).toBe(0);
    shop.head.instead = () => undefined;
    rmSync(join(folder, 'data'), { recursive: true });
    fill(folder, { new: '' });
    await go(shop, 1);
    expect([...shop.head.packages.values()].map((bytes) => bytes.includes('big'))).toEqual([false]);
  });
});
