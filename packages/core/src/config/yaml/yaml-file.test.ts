import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { brief, folderOf } from '../files.fixture.js';
import { parseYaml, readYaml } from './yaml-file.js';

describe('what is refused', () => {
  const bomb = [
    'a: &a [x,x,x,x,x,x,x,x,x]',
    ...'bcdefghi'.split('').map((key, i) => {
      const before = 'abcdefghi'[i];
      return `${key}: &${key} [${Array(9).fill(`*${before}`).join(',')}]`;
    }),
  ].join('\n');

  it.each([
    ['alias bombs', bomb, ['alias_bomb 1:1']],
    ['duplicate keys', 'a: 1\nb: 2\na: 3', ['duplicate_key 3:1']],
    [
      'keys of the prototype',
      'a:\n  __proto__: 1\n  "constructor": 2\nprototype: 3',
      ['forbidden_key 2:3', 'forbidden_key 3:3', 'forbidden_key 4:1'],
    ],
    ['empty files', '', ['empty_file 1:1']],
    ['files of comments', '# nothing\n', ['empty_file 1:1']],
    ['lists', '- a', ['not_a_mapping 1:1']],
    ['several documents', 'a: 1\n---\nb: 2', ['multiple_documents 2:1']],
    ['unclosed brackets', 'a: [1', ['yaml_syntax 1:6']],
  ])('%s', (_, text, wanted) => {
    const { file, findings } = parseYaml('f.yaml', text);
    expect(file).toBeUndefined();
    expect(brief(findings)).toEqual(wanted);
    for (const finding of findings) expect(finding.remedy).toMatch(/\.$/);
  });

  it('tabs in the indentation', () => {
    const { findings } = parseYaml('f.yaml', 'a:\n\tb: 1\n');
    expect(findings[0]).toMatchObject({ code: 'tab_indentation', line: 2, column: 1 });
  });

  it.each(['[', '{a: ', '- '])('nesting by %j that would end the process', (open) => {
    const { findings } = parseYaml('f.yaml', `a:\n  ${open.repeat(100_000)}`);
    expect(findings[0]?.code).toBe('too_deep');
  });

  it('large files and missing ones', () => {
    const { cwd } = folderOf({});
    writeFileSync(join(cwd, 'large.yaml'), Buffer.alloc(6 * 1024 * 1024, 'a'));
    expect(readYaml(join(cwd, 'large.yaml')).findings[0]?.code).toBe('file_too_large');
    expect(readYaml(join(cwd, 'none.yaml')).findings[0]?.code).toBe('unreadable');
  });
});

it('knows the place of keys and values', () => {
  const { file } = parseYaml('f.yaml', 'a:\n  - b: 1\n    c: &x { d: 2 }\ne: *x\n');
  expect(file?.place(['a', 0, 'c', 'd'])).toEqual({ line: 3, column: 16 });
  expect(file?.place(['a', 0, 'c'], 'key')).toEqual({ line: 3, column: 5 });
  expect(file?.place(['e', 'd'])).toEqual({ line: 3, column: 16 });
  expect(file?.place(['a', 0, 'missing'])).toEqual({ line: 2, column: 5 });
});
