import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readLines, readSessions, UnusableInput } from './read-corpus.mjs';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sigwatch-corpus-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function file(name: string, text: string): string {
  writeFileSync(join(directory, name), text);
  return join(directory, name);
}

const good = '{"id":"a","text":"x","label":{"kind":"noise"}}';

describe('labelled lines', () => {
  it('are read without the keys that a label may leave out, and over empty lines', () => {
    expect(readLines(file('lines.jsonl', `${good}\n\n${good}\n`))).toHaveLength(2);
  });

  it.each([
    ['{"id"', /lines.jsonl:2: is not JSON: .*; mend it$/],
    ['[]', /lines.jsonl:2: is not a JSON object; write one object a line$/],
    ['{"id":"a","label":{"kind":"noise"}}', /lines.jsonl:2: "text" is no string; .*README.md shows the format$/],
    ['{"id":"a","text":"x"}', /lines.jsonl:2: "label" is no object; /],
    ['{"id":"a","text":"x","label":{"kind":"loud"}}', /lines.jsonl:2: the kind "loud" is none of error, progress/],
    ['{"id":"a","text":"x","label":{"kind":"error"}}', /lines.jsonl:2: an error has no "error_type"; schemas/],
    [
      '{"id":"a","text":"x","label":{"kind":"noise","also":"oom"}}',
      /lines.jsonl:2: "also" is no list; write \["oom"\]/,
    ],
    ['{"id":"a","text":"x","label":{"kind":"progress","fields":[1]}}', /lines.jsonl:2: "fields" is no object; /],
  ])('are refused with place and remedy: %s', (line, message) => {
    const path = file('lines.jsonl', `${good}\n${line}\n`);
    expect(() => readLines(path)).toThrow(UnusableInput);
    expect(() => readLines(path)).toThrow(message);
  });

  it('are refused where there is no file, or no line', () => {
    expect(() => readLines(join(directory, 'no.jsonl'))).toThrow(/no.jsonl: is not there; give the labelled lines/);
    expect(() => readLines(file('empty.jsonl', '\n'))).toThrow(/empty.jsonl: holds no labelled line; /);
  });
});

describe('sessions', () => {
  it('are logs with their labels, in the order of their names; other files are left alone', () => {
    file('README.md', 'about them');
    for (const name of ['b', 'a']) {
      file(`${name}.log`, `line of ${name}\n`);
      file(`${name}.json`, '{"root_cause":{"error_type":null}}');
    }
    const read = readSessions(directory);
    expect(read.map(({ name, log }) => [name, log.toString()])).toEqual([
      ['a', 'line of a\n'],
      ['b', 'line of b\n'],
    ]);
    expect(read[0]?.root_cause).toEqual({ error_type: null, line: null, restartable: null });
  });

  it('are refused where a log has no label, a label has no log, or no root cause', () => {
    file('a.log', 'x');
    expect(() => readSessions(directory)).toThrow(/a.log: has no a.json beside it; label it/);
    file('a.json', '{}');
    expect(() => readSessions(directory)).toThrow(/a.json: has no root_cause.error_type; write null there/);
    file('0.json', '{}');
    expect(() => readSessions(directory)).toThrow(/0.json: has no 0.log beside it; add the log/);
  });

  it('are refused where there is no directory, or nothing in it', () => {
    expect(() => readSessions(join(directory, 'no'))).toThrow(/no: is not there; give a directory/);
    expect(() => readSessions(directory)).toThrow(/holds no NAME.log with its NAME.json/);
  });
});
