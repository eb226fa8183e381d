import { DOMParser, type Element, onErrorStopParsing } from '@xmldom/xmldom';
import { describe, expect, it } from 'vitest';
import { junitOf } from './junit.js';
import type { Tested } from './tested.js';

const tested = (file: string, name: string, diff?: readonly string[]): Tested => ({
  ...{ file: `${process.cwd()}/${file}`, name, place: `${file}:7`, passed: diff === undefined, diff: diff ?? [] },
  ...{ monitor: undefined as never, data: {}, hits: [], spares: [] },
});

/** Rejects what is not well-formed. */
function parsed(xml: string) {
  const root = new DOMParser({ onError: onErrorStopParsing }).parseFromString(xml, 'text/xml').documentElement;
  if (root === null) throw new Error('there is no root');
  return root;
}
const all = (xml: string, name: string) => Array.from(parsed(xml).getElementsByTagName(name));

describe('JUnit XML', () => {
  it('has a suite of each file, with its counts', () => {
    const xml = junitOf([tested('a.yaml', 'one'), tested('b.yaml', 'two', ['FAIL']), tested('a.yaml', 'three')], []);
    expect(all(xml, 'testsuite').map((one) => [one.getAttribute('name'), one.getAttribute('tests')])).toEqual([
      ['a.yaml', '2'],
      ['b.yaml', '1'],
    ]);
    const root = parsed(xml);
    expect(['tests', 'failures', 'errors'].map((key) => root.getAttribute(key))).toEqual(['3', '1', '0']);
    const [failing] = all(xml, 'failure').map(({ parentNode }) => parentNode as unknown as Element);
    expect(['classname', 'name', 'file', 'line'].map((key) => failing?.getAttribute(key))).toEqual([
      'b.yaml',
      'two',
      'b.yaml',
      '7',
    ]);
  });

  it('keeps the diff as it is, whatever it holds', () => {
    const diff = ['FAIL  <&> ]]> "x"', "      - it's\tlost", '      + \u{1f600} ünïcode'];
    const xml = junitOf([tested('a.yaml', 'a <b> & "c"\nd', diff)], []);
    const [failure] = all(xml, 'failure');
    expect(failure?.textContent).toBe(diff.join('\n'));
    expect(all(xml, 'testcase')[0]?.getAttribute('name')).toBe('a <b> & "c"\nd');
  });

  it('stays XML where a text holds what XML can’t', () => {
    const xml = junitOf([tested('a.yaml', 'a', ['\x1b[31m red \0 \ud800 half \ufffe \x85'])], []);
    expect(all(xml, 'failure')[0]?.textContent).toBe('\ufffd[31m red \ufffd \ufffd half \ufffd \ufffd');
  });

  it('has an error for a file that cannot be used', () => {
    const xml = junitOf([], [{ file: `${process.cwd()}/x.yaml`, errors: ['x.yaml:1:1: no', 'x.yaml:2:1: nor this'] }]);
    const [error] = all(xml, 'error');
    expect([error?.getAttribute('message'), error?.textContent]).toEqual([
      'x.yaml:1:1: no',
      'x.yaml:1:1: no\nx.yaml:2:1: nor this',
    ]);
    expect(parsed(xml).getAttribute('errors')).toBe('1');
  });
});
