// The API as pages, by typedoc, from the declarations that the build has written: the text of a docstring is the text
// of its page.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application, Converter, Logger, LogLevel, ReflectionKind } from 'typedoc';
import { arrange } from './api-parts.mjs';
import { gathered } from './gather.mjs';
import { root } from './pages.mjs';
import { undocumented } from './undocumented.mjs';

/** What is imported by name, with its page below `api/`. */
export const entries = [
  {
    name: 'sigwatch',
    page: 'sigwatch',
    file: 'sigwatch/dist/index.d.ts',
    what: 'Everything to watch, run, submit and ask. All types of `@sigwatch/core` are types of it too.',
  },
  {
    name: '@sigwatch/core/plugin',
    page: 'core/plugin',
    file: 'core/dist/plugin/index.d.ts',
    what: 'What the module of a plugin or a pack is written with.',
  },
  {
    name: '@sigwatch/core/host',
    page: 'core/host',
    file: 'core/dist/host/index.d.ts',
    what: 'Processes and small files of this machine, for shims that need nothing else of the engine.',
  },
  {
    name: '@sigwatch/core',
    page: 'core/',
    file: 'core/dist/index.d.ts',
    what: 'The engine, for adapters, stores and tools; a part is a folder of its sources.',
  },
  {
    name: '@sigwatch/testkit',
    page: 'testkit',
    file: 'testkit/dist/index.d.ts',
    what: 'Contract suites, a virtual clock and a lying platform for tests of components.',
  },
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
    arrange(project);
  });
  const project = await app.convert();
  if (project === undefined) throw new Error('typedoc has read nothing');
  app.validate(project);
  await app.generateOutputs(project);
  writeFileSync(join(gathered, 'api/index.md'), indexPage());
  return [...findings, ...undocumented(project)];
}

const indexPage = () => `# API

From the docstrings of what is imported by name.

| import | |
|---|---|
${entries.map(({ name, page, what }) => `| [\`${name}\`](${page.replace(/\/$/, '/index')}.md) | ${what} |`).join('\n')}

Errors have a \`code\`: [all of them](../reference/errors.md). What an event holds: [Events](../reference/events.md).
`;

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
