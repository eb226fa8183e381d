// The types of a package that are published: of its `dist/`, the declarations that its entries lead to, and no others. They
// stand beside the modules in `bundle/`, which are CommonJS, so that TypeScript takes them for what Node loads, by
// `import` and by `require`.
import { cpSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** Copies them from `dist/` into `bundle/`, for the package in `folder`. Throws where one is missing. */
export function copyTypes(folder) {
  for (const path of typesOf(folder)) cpSync(join(folder, 'dist', path), join(folder, 'bundle', path));
}

/** The declarations that the entries of a package lead to, in `dist/`, relative to it. */
export function typesOf(folder) {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const dist = join(folder, 'dist');
  const entries = Object.values(exports).flatMap(({ types }) => (types ? [relative('bundle', types)] : []));
  const found = new Set(entries.map((path) => join(dist, path)));
  // A set goes on to what is added while it is gone through.
  for (const path of found)
    for (const [, name] of readFileSync(path, 'utf8').matchAll(RELATIVE))
      found.add(join(dirname(path), name.replace(/\.js$/, '.d.ts')));
  return [...found].map((path) => relative(dist, path));
}

/** As in `from './a.js'` and `import("./a.js").B`. */
const RELATIVE = /\b(?:from|import\()\s*['"](\.{1,2}\/[^'"]+\.js)['"]/g;
