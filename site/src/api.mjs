// The API as pages, by typedoc, from the declarations that the build has written: the text of a docstring is the text
// of its page.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application, Converter, DeclarationReflection, Logger, LogLevel, ReflectionKind, UnknownType } from 'typedoc';
import { gathered } from './gather.mjs';
import { root } from './pages.mjs';
import { undocumented } from './undocumented.mjs';

/** What is imported by name, with its page below `api/`. */
export const entries = [
  { name: 'sigwatch', page: 'sigwatch', file: 'sigwatch/dist/index.d.ts' },
  { name: '@sigwatch/core/plugin', page: 'core/plugin', file: 'core/dist/plugin/index.d.ts' },
  { name: '@sigwatch/core/host', page: 'core/host', file: 'core/dist/host/index.d.ts' },
  { name: '@sigwatch/core', page: 'core/', file: 'core/dist/index.d.ts' },
  { name: '@sigwatch/testkit', page: 'testkit', file: 'testkit/dist/index.d.ts' },
];

/** Writes the pages below `api/`, and returns what is wrong with the docstrings, a sentence each. */
export async function writeApi() {
  const findings = [];
  const app = await Application.bootstrapWithPlugins({
    // What several hand on stands in the first: types that `sigwatch` hands on are the engine's.
    entryPoints: [...entries.slice(1), entries[0]].map(({ file }) => join(root, 'packages', file)),
    tsconfig: fileURLToPath(new URL('../tsconfig.json', import.meta.url)),
    plugin: ['typedoc-plugin-markdown'],
    out: join(gathered, 'api'),
    name: 'API',
    readme: 'none',
    // The types are checked where they are written.
    skipErrorChecking: true,
    disableSources: true,
    disableGit: true,
    excludePrivate: true,
    excludeInternal: true,
    excludeExternals: true,
    validation: { notExported: false, invalidLink: true, notDocumented: false },
    router: 'module',
    entryFileName: 'index',
    excludeScopesInPaths: true,
    hidePageHeader: true,
    hideBreadcrumbs: true,
    useCodeBlocks: true,
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    typeAliasPropertiesFormat: 'table',
    tableColumnSettings: { hideInherited: true, hideModifiers: true, hideOverrides: true, hideSources: true },
    groupOrder: ['Functions', 'Classes', 'Interfaces', 'Variables', 'Type Aliases'],
    logLevel: 'Warn',
  });
  app.logger = new Findings(findings);
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
      const entry = entries.find(({ file }) => file === `${module.name}/index.d.ts`);
      if (entry === undefined) throw new Error(`no entry is known by the name of ${module.name}`);
      module.name = entry.name;
    }
    foldTables(project);
    divide(project);
    shorten(project);
  });
  const project = await app.convert();
  if (project === undefined) throw new Error('typedoc has read nothing');
  app.validate(project);
  await app.generateOutputs(project);
  return [...findings, ...undocumented(project)];
}

/** Keeps what typedoc would print. */
class Findings extends Logger {
  #findings;
  constructor(findings) {
    super();
    this.#findings = findings;
  }
  log(message, level) {
    super.log(message, level);
    if (level >= LogLevel.Warn) this.#findings.push(message);
  }
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
