// Sources import plainly; in what is published, a module loads what it imports when it first uses it, so that no command
// and no `import 'sigwatch'` waits for what it doesn't need. Our modules have no effects and no state, so that the moment
// when they are loaded makes no difference. What an entry hands on from another file is loaded when it is asked for: by
// `require` with its first use, by `import`, which asks for all exports, at once.
import { parseAst } from 'rolldown/parseAst';

const REQUIRED = /^(?:let|const) (\w+) = (require\("[^"]+"\));\n(?:\1 = ([\w.]+)\(\1(.*)\);\n)?/gm;
/** A package of CommonJS that became a part of the bundle, as an ES module sees it. */
const INSIDE = /^var (\w+) = (?:\/\*.*\*\/ )?(\w+\.__toESM\(\w+\.require_\w+\(\)(?:, 1)?\));$/gm;
/** Both forms in which the bundler hands on what another file exports. */
const HANDED_ON = [
  /^exports\.(\w+) = (require_\w+\.\w+);$/gm,
  /^Object\.defineProperty\(exports, ["'](\w+)["'], \{\s*enumerable: true,\s*get: function ?\(\) \{\s*return (\w+\.\w+);?\s*\}\s*\}\);$/gm,
];

/**
 * A node of a parsed program, as far as it matters here.
 * @typedef {{ type?: string; start: number; end: number; name: string; [key: string]: unknown }} Node
 */

/** The plugin of the bundler, for chunks in CommonJS. */
export function lazyImports() {
  return { name: 'lazy-imports', renderChunk: (/** @type {string} */ code) => withLazyImports(code) };
}

/**
 * CommonJS as the bundler writes it, with a function for each `require`, which every use of its value calls.
 * @param {string} bundled
 */
export function withLazyImports(bundled) {
  const { code, handedOn } = withGetters(bundled);
  const names = /** @type {Set<string>} */ (new Set());
  const late = (/** @type {string} */ name, /** @type {string} */ value) => {
    names.add(name);
    return `let loaded_${name};\nconst load_${name} = () => loaded_${name} ??= ${value};`;
  };
  const loading = code
    .replace(
      REQUIRED,
      (_, name, required, wrap, options) =>
        `${late(name, wrap === undefined ? required : `${wrap}(${required}${options})`)}\n`,
    )
    .replace(INSIDE, (_, name, value) => late(name, value));
  let out = '';
  let done = 0;
  for (const { name, start, end } of usesOf(parseAst(loading), names)) {
    const before = loading.slice(done, start);
    // `new a().b()` would make an object of `a`.
    out += before + (before.endsWith('new ') ? `(load_${name}())` : `load_${name}()`);
    done = end;
  }
  return out + loading.slice(done) + namesOf(handedOn);
}

/** What is handed on is loaded when it is asked for. By a function, as Node would take getters that call for no exports. */
function withGetters(/** @type {string} */ bundled) {
  const handedOn = /** @type {string[]} */ ([]);
  const code = HANDED_ON.reduce(
    (text, form) =>
      text.replace(form, (_, name, value) => {
        handedOn.push(name);
        return `handOn("${name}", () => ${value});`;
      }),
    bundled,
  );
  const handOn = 'const handOn = (name, get) => Object.defineProperty(exports, name, { enumerable: true, get });\n';
  return { code: handedOn.length === 0 ? code : code.replace(/^(?:"use strict";\n)?/, `$&${handOn}`), handedOn };
}

/** Node looks for the names of exports in the text, where it sees them so; this is never run. */
const namesOf = (/** @type {readonly string[]} */ names) =>
  names.length === 0 ? '' : `\n0 && (module.exports = { ${names.join(', ')} });\n`;

/**
 * Where the names are read, in their order. Throws where one is bound anew, such as by a parameter.
 * @param {unknown} program
 * @param {ReadonlySet<string>} names
 */
function usesOf(program, names) {
  const found = /** @type {Node[]} */ ([]);
  /** @type {(node: any, parent: any) => void} */
  const visit = (node, parent) => {
    if (Array.isArray(node)) for (const one of node) visit(one, parent);
    else if (node?.type === 'Identifier' && names.has(node.name)) {
      if (isOnlyName(node, parent)) return;
      if (isBound(node, parent)) throw new Error(`${node.name} is imported, and stands for another thing too`);
      found.push(node);
    } else if (typeof node === 'object' && node !== null)
      for (const child of Object.values(node)) visit(child, node.type === undefined ? parent : node);
  };
  visit(program, undefined);
  return found.sort((a, b) => a.start - b.start);
}

/** @type {(node: Node, parent: Node) => boolean} */
const isOnlyName = (node, { property, key, computed, shorthand }) =>
  (property === node || key === node) && !computed && !shorthand;

/** @type {(node: Node, parent: Node) => boolean} */
const isBound = (node, { type, shorthand, id, left, params }) =>
  shorthand === true ||
  id === node ||
  (left === node && type !== 'BinaryExpression' && type !== 'LogicalExpression') ||
  (Array.isArray(params) && params.includes(node)) ||
  ['ArrayPattern', 'RestElement', 'CatchClause', 'LabeledStatement'].includes(`${type}`);
