// How the pages of the API are cut: what typedoc has read is moved to where it is looked for.
import { DeclarationReflection, ReflectionKind, UnknownType } from 'typedoc';

/** `project`: as it is converted, with its modules named as they are imported; nothing of it is linked yet. */
export function arrange(project) {
  foldTables(project);
  divide(project);
  shorten(project);
}

/** Tables that are told of by pages of their own: their type would repeat them, key by key. */
const TABLE = /Schemas?$|^(error|finding)Codes$/;

function foldTables(project) {
  for (const variable of project.getReflectionsByKind(ReflectionKind.Variable)) {
    if (!TABLE.test(variable.name) || variable.type === undefined) continue;
    project.removeTypeReflections(variable.type);
    variable.type = new UnknownType('{ … }');
  }
}

/** A part of the engine is a page, as it is a folder of its sources; what is small or lies in none stands together. */
const PARTS = {
  'contract.d.ts': 'contract',
  'plugin-contract.d.ts': 'contract',
  'shapes.d.ts': 'shapes',
  plugin: 'registry',
  ...Object.fromEntries(['correlate', 'intake', 'pack', 'report', 'run'].map((small) => [small, 'general'])),
};
const partOf = ({ packagePath }) => {
  const [, first, ...more] = packagePath.split('/');
  return PARTS[first] ?? (more.length > 0 ? first : 'general');
};

function divide(project) {
  const engine = project.children.find(({ name }) => name === '@sigwatch/core');
  const parts = new Map();
  for (const child of [...engine.children]) {
    const name = partOf(project.getSymbolIdFromReflection(child));
    const part = parts.get(name) ?? new DeclarationReflection(name, ReflectionKind.Module, engine);
    if (!parts.has(name)) project.registerReflection(part, undefined, undefined);
    parts.set(name, part);
    engine.removeChild(child);
    child.parent = part;
    part.addChild(child);
  }
  for (const part of [...parts.values()].sort((a, b) => a.name.localeCompare(b.name))) engine.addChild(part);
}

/** The types that `sigwatch` hands on are described once, with the engine; what it hands on to be called is named. */
function shorten(project) {
  const facade = project.children.find(({ name }) => name === 'sigwatch');
  for (const child of [...facade.children])
    if (child.isReference() && !CALLED.has(child.name)) project.removeReflection(child);
}
const CALLED = new Set(['bytesSource', 'defineComponent', 'definePack', 'definePlugin', 'PluginError']);
