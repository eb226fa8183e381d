import { fromHere } from './place.js';
import type { Tested } from './tested.js';

/** A file that could not be tested at all, and why. */
export interface Unusable {
  readonly file: string;
  readonly errors: readonly string[];
}

/** JUnit XML: a suite of each file, a failure with its diff, and an error for a file that cannot be used. */
export function junitOf(tested: readonly Tested[], unusable: readonly Unusable[]): string {
  const files = [...new Set([...tested.map(({ file }) => file), ...unusable.map(({ file }) => file)])];
  const suites = files.map((file) => suite(file, tested, unusable));
  const failures = tested.filter(({ passed }) => !passed).length;
  const counts = { tests: tested.length + unusable.length, failures, errors: unusable.length };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    element('testsuites', { name: 'sigwatch rules test', ...counts }, suites),
    '',
  ].join('\n');
}

function suite(path: string, all: readonly Tested[], allUnusable: readonly Unusable[]): string {
  const tested = all.filter(({ file }) => file === path);
  const unusable = allUnusable.filter(({ file }) => file === path);
  const name = fromHere(path);
  const failures = tested.filter(({ passed }) => !passed).length;
  const counts = { tests: tested.length + unusable.length, failures, errors: unusable.length, skipped: 0 };
  const lineOf = (place: string) => place.slice(place.lastIndexOf(':') + 1);
  return element('testsuite', { name, ...counts }, [
    ...tested.map((one) =>
      element(
        'testcase',
        { classname: name, name: one.name, file: name, line: lineOf(one.place) },
        one.passed ? [] : [element('failure', { message: `${one.name} (${one.place})` }, [text(one.diff.join('\n'))])],
      ),
    ),
    ...unusable.map(({ errors }) =>
      element('testcase', { classname: name, name: 'the file can be used', file: name }, [
        element('error', { message: errors[0] ?? '' }, [text(errors.join('\n'))]),
      ]),
    ),
  ]);
}

function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  inside: readonly string[],
): string {
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${attribute(String(value))}"`);
  const head = `<${name}${given.join('')}`;
  return inside.length === 0 ? `${head}/>` : `${head}>${inside.join('')}</${name}>`;
}

const text = (value: string): string =>
  allowed(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
/** A line end inside an attribute would be read as a space. */
const attribute = (value: string): string =>
  text(value).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');

/** XML has no way to write control characters and half surrogates: each becomes the sign for what can't be shown. */
function allowed(value: string): string {
  return Array.from(value, (char) => {
    const code = char.codePointAt(0) as number;
    const control = (code < 0x20 && code !== 9 && code !== 10) || (code >= 0x7f && code <= 0x9f);
    const half = (code >= 0xd800 && code <= 0xdfff) || code === 0xfffe || code === 0xffff;
    return control || half ? '\ufffd' : char;
  }).join('');
}
