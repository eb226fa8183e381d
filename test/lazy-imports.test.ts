import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { withLazyImports } from '../scripts/lazy-imports.mjs';

/** Runs CommonJS whose imports are objects here; tells when each is loaded. */
function run(code: string, modules: Readonly<Record<string, unknown>>) {
  const loaded: string[] = [];
  const require = (name: string) => {
    loaded.push(name);
    return modules[name];
  };
  const exports: Record<string, unknown> & { of?: () => unknown } = {};
  const __toESM = (value: object) => ({ ...value, default: value });
  runInNewContext(code, { require, exports, __toESM, runtime: { __toESM } });
  return { exports, loaded };
}

/** The names that `import` finds in such a file, which it looks for before it runs anything. */
function namesSeen(code: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'sigwatch-lazy-'));
  try {
    writeFileSync(join(folder, 'a.cjs'), 'exports.add = (x, y) => x + y;\n');
    writeFileSync(join(folder, 'b.cjs'), 'exports.name = "b";\n');
    writeFileSync(join(folder, 'file.cjs'), code.replaceAll(/require\("(\w)"\)/g, 'require("./$1.cjs")'));
    const asks = "import * as all from './file.cjs'; process.stdout.write(Object.keys(all).join());";
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', asks], {
      cwd: folder,
      encoding: 'utf8',
    });
    return stdout
      .split(',')
      .filter((name) => name !== 'default' && name !== 'module.exports')
      .sort();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const modules = {
  a: {
    add: (x: number, y: number) => x + y,
    Box: class Box {
      constructor(readonly held: number) {}
    },
  },
  b: { name: 'b' },
};

it('loads a module when it is first used, and once', () => {
  const code = `let a = require("a");
let b = require("b");
exports.of = () => (0, a.add)(1, 2);
`;
  for (const [form, before, after] of [
    [code, ['a', 'b'], ['a', 'b']],
    [withLazyImports(code), [], ['a']],
  ] as const) {
    const { exports, loaded } = run(form, modules);
    expect(loaded).toEqual(before);
    expect([exports.of?.(), exports.of?.()]).toEqual([3, 3]);
    expect(loaded).toEqual(after);
  }
});

it.each([
  ['a member', 'exports.of = () => a.add(1, 2);'],
  ['a class that is made', 'exports.of = () => new a.Box(7).held;'],
  ['a class in a longer expression', 'exports.of = () => [new a.Box(a.add(1, 2))].map((box) => box.held);'],
  ['a text with values', `exports.of = () => \`a $\{a.add(1, 2)} a\`;`],
  ['the whole of it as a default', 'exports.of = () => ((all = a) => all.add(3, 4))();'],
  ['its name as a key, and in a text', "exports.of = () => ({ a: 'a', x: { a: 1 }.a, [a.add(1, 1)]: 2 });"],
  ['a value of it at the top', 'const five = a.add(2, 3);\nexports.of = () => five;'],
])('%s comes to the same', (_, use) => {
  const code = `let a = require("a");\n${use}\n`;
  const value = (form: string) => JSON.stringify(run(form, modules).exports.of?.());
  expect(value(withLazyImports(code))).toBe(value(code));
});

it.each(['a = __toESM(a, 1);', 'a = runtime.__toESM(a, 1);'])('a default is made with the module: %s', (wrap) => {
  const code = `let a = require("a");\n${wrap}\nexports.of = () => a.default.add(1, 2);\n`;
  const { exports, loaded } = run(withLazyImports(code), modules);
  expect(loaded).toEqual([]);
  expect(exports.of?.()).toBe(3);
});

it('a package that became part of the bundle is made when it is first used', () => {
  const inside = { require_dist: () => modules.a };
  const code = `let require_inside = require("inside");
var import_dist = /* @__PURE__ */ runtime.__toESM(require_inside.require_dist(), 1);
exports.of = () => import_dist.add(1, 2) + import_dist.default.add(3, 4);
`;
  const { exports, loaded } = run(withLazyImports(code), { inside });
  expect(loaded).toEqual([]);
  expect(exports.of?.()).toBe(10);
  expect(loaded).toEqual(['inside']);
});

it.each([
  [
    'a getter',
    'Object.defineProperty(exports, "name", {\n\tenumerable: true,\n\tget: function() {\n\t\treturn require_b.name;\n\t}\n});\n',
  ],
  ['a copy', 'exports.name = require_b.name;\n'],
])('what is handed on is loaded when it is asked for, and Node finds its name: %s', (_, handsOn) => {
  const code = `"use strict";\nlet a = require("a");\nlet require_b = require("b");\nexports.of = () => a.add(1, 2);\n${handsOn}`;
  const form = withLazyImports(code);
  expect(namesSeen(form)).toEqual(['name', 'of']);
  const { exports, loaded } = run(form, modules);
  expect([Object.keys(exports), ...loaded]).toEqual([['of', 'name']]);
  expect([exports.name, ...loaded]).toEqual(['b', 'b']);
  expect([exports.of?.(), ...loaded]).toEqual([3, 'b', 'a']);
});

it.each(['exports.of = (a) => a;', 'const { a } = {};', 'try {} catch (a) {}', 'const f = ([a]) => 1;', 'a = 1;'])(
  'a name that stands for another thing too is refused: %s',
  (other) => {
    expect(() => withLazyImports(`let a = require("a");\n${other}\n`)).toThrow('a is imported, and stands for');
  },
);
