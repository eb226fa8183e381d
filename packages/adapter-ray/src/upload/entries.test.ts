import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entriesOf, type Selection } from './entries.js';
import { folderOf } from './folder.fixture.js';

const abort = new AbortController().signal;

async function paths(
  files: Readonly<Record<string, string>>,
  given: Partial<Selection> = {},
): Promise<readonly string[]> {
  const selection = { excludes: [], gitignore: true, ...given };
  return (await entriesOf(folderOf(files), selection, abort)).map(({ path }) => path);
}

describe('what goes into a package', () => {
  it('are all files in the order of their names, hidden ones and empty folders too, programs as such', async () => {
    const files = { 'b.py': '', 'a/z.py': 'x', '.hidden': '', 'a/.x/y': '', 'nothing/': '', 'run.sh': '#!/bin/sh' };
    const root = folderOf(files);
    const found = await entriesOf(root, { excludes: [], gitignore: true, below: 'm/' }, abort);
    expect(found.map(({ path }) => path)).toEqual([
      ...['m/.hidden', 'm/a/.x/y', 'm/a/z.py', 'm/b.py', 'm/nothing/', 'm/run.sh'],
    ]);
    expect(found.at(2)).toEqual({ path: 'm/a/z.py', file: join(root, 'a/z.py'), size: 1, executable: false });
    expect(found.at(4)).toMatchObject({ file: undefined });
    expect(found.at(5)).toMatchObject({ executable: true });
  });

  it('follows links, though never in a circle, and leaves out those to nowhere and what is no file', async () => {
    const root = folderOf({
      'd/x': '',
      l: '-> d',
      'd/up': '-> ..',
      'd/self': '-> .',
      gone: '-> nowhere',
      'f.py': '-> d/x',
    });
    const server = createServer().listen(join(root, 'socket'));
    await once(server, 'listening');
    const found = await entriesOf(root, { excludes: [], gitignore: true }, abort);
    server.close();
    expect(found.map(({ path }) => path)).toEqual(['d/x', 'f.py', 'l/x']);
  });

  it.each([
    ['a name, at any depth', 'x', ['a/x', 'x'], ['a/y']],
    ['a place', '/x', ['x', 'x/y'], ['a/x']],
    ['a folder, and never a file', 'x/', ['x/y', 'a/x/y'], ['b/x']],
    ['what is taken back', '*.csv\n!small.csv', ['a/big.csv'], ['a/small.csv']],
    ['what is taken back below a folder, as Ray does and git does not', 'x/\n!x/keep', ['x/y'], ['x/keep']],
    ['comments, lines of Windows and capital letters', '# a\r\nx\r\n', ['x'], ['a', 'X']],
  ])('leaves out by a .gitignore %s', async (_, rules, out, stays) => {
    const files = Object.fromEntries(
      [...out, ...stays].filter((path) => path !== 'x' || !out.includes('x/y')).map((path) => [path, '']),
    );
    expect(await paths({ ...files, '.gitignore': rules })).toEqual(['.gitignore', ...stays].sort());
    expect(await paths({ ...files, '.rayignore': rules }, { gitignore: false })).toEqual(
      ['.rayignore', ...stays].sort(),
    );
    expect(await paths(files, { excludes: rules.split('\n') })).toEqual([...stays].sort());
  });

  it('leaves out by the rules of each folder, which count below it alone', async () => {
    const files = {
      'a/.gitignore': 'x\n',
      'a/x': '',
      'a/b/x': '',
      x: '',
      'c/.gitignore': '*\n!keep',
      'c/keep': '',
      'c/no': '',
    };
    expect(await paths(files)).toEqual(['a/.gitignore', 'c/keep', 'x']);
    expect(await paths(files, { gitignore: false })).toHaveLength(Object.keys(files).length);
  });

  it('is refused where it is not there', async () => {
    const gone = entriesOf('/nowhere', { excludes: [], gitignore: true }, abort);
    await expect(gone).rejects.toMatchObject({ name: 'RefusedError', message: expect.stringContaining('ENOENT') });
  });
});
