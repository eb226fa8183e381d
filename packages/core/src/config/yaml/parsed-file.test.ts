import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../contract.js';
import { folderOf } from '../files.fixture.js';
import { fileOfParsed, parsedFile, parsedName, parsedOf } from './parsed-file.js';
import { type Path, parseYaml, readYaml, type YamlFile } from './yaml-file.js';

const plugins = fileURLToPath(new URL('../../../../../plugins', import.meta.url));
const shipped = readdirSync(plugins)
  .flatMap((pack) => ['monitoring', 'restart'].map((group) => join(plugins, pack, group)))
  .filter(existsSync)
  .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
  .filter((path) => path.endsWith('.yaml'));

function pathsOf(value: Json, path: Path = []): Path[] {
  if (value === null || typeof value !== 'object') return [path];
  return [path, ...Object.entries(value).flatMap(([step, one]) => pathsOf(one as Json, [...path, step]))];
}

/** The same file without its YAML, as it comes back from the disk. */
function written(file: YamlFile): YamlFile {
  return fileOfParsed(file.path, JSON.parse(JSON.stringify(parsedOf(file))));
}

function expectSame(file: YamlFile): void {
  const other = written(file);
  expect(other.value).toStrictEqual(file.value);
  for (const path of pathsOf(file.value))
    for (const at of [path, [...path, 'no_such_key'], [...path, 7, 'below'], path.map(String)])
      for (const what of ['key', 'value'] as const)
        expect([at, what, other.place(at, what)]).toEqual([at, what, file.place(at, what)]);
}

it.each(shipped.map((path) => [path.slice(plugins.length + 1), path]))('%s: same values and places', (_, path) => {
  expectSame(readYaml(path).file as YamlFile);
});

it('aliases, merged keys, empty values and numbers as keys: same values and places', () => {
  const text = 'a: &a\n  b: [1, { c: 2 }]\nd:\n  <<: *a\n  10: x\n  2: y\ne: *a\nf:\ng: []\n"h/i": "\\\n  z"\n';
  expectSame(parseYaml('f.yaml', text).file as YamlFile);
});

it.each(['.nan', '.inf', '-.inf', '-0.0'])('%s is no JSON, and is left to the parser', (number) => {
  expect(parsedOf(parseYaml('f.yaml', `a: [${number}]\n`).file as YamlFile)).toBeUndefined();
});

describe('a folder of parsed texts', () => {
  const text = 'a: 1\nb: 2\n';
  const place = (entry: string) => {
    const { cwd: folder } = folderOf({ 'f.yaml': text });
    mkdirSync(join(folder, 'parsed'));
    writeFileSync(join(folder, 'parsed', parsedName(text)), entry);
    return { path: join(folder, 'f.yaml'), parsed: join(folder, 'parsed') };
  };
  // Not what the text says, so that it shows which of the two was taken.
  const other = JSON.stringify({ value: { a: 3 }, places: [1, 1, 1, 1, [5, 6, 7, 8]] });

  it('is believed for the very text', () => {
    const { path, parsed } = place(other);
    const { file, findings } = readYaml(path, parsed);
    expect(findings).toEqual([]);
    expect(file?.value).toEqual({ a: 3 });
    expect(file?.place(['a'])).toEqual({ line: 7, column: 8 });
    expect(file?.place(['a'], 'key')).toEqual({ line: 5, column: 6 });
    expect(readYaml(path).file?.value).toEqual({ a: 1, b: 2 });
  });

  it('says nothing of a text that was changed since', () => {
    const { path, parsed } = place(other);
    writeFileSync(path, `${readFileSync(path, 'utf8')}c: 3\n`);
    expect(readYaml(path, parsed).file?.value).toEqual({ a: 1, b: 2, c: 3 });
  });

  it('is passed over where it is torn or not there', () => {
    const { path, parsed } = place(other.slice(0, 20));
    expect(readYaml(path, parsed).file?.value).toEqual({ a: 1, b: 2 });
    expect(parsedFile(path, text, join(parsed, 'none'))).toBeUndefined();
  });
});
