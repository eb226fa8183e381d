// `npm run build`: turbo compiles what has changed, and here follows what a compiler does not do. Silent unless it fails.
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { bundle } from './bundle.mjs';
import { copyTypes } from './published-types.mjs';
import { packFiles, root, workspaces } from './workspaces.mjs';

const turbo = createRequire(import.meta.url).resolve('turbo/bin/turbo');
const quiet = { TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1', DO_NOT_TRACK: '1' };
const { status, stdout, stderr, error } = spawnSync(
  process.execPath,
  [turbo, 'run', 'build', '--output-logs=errors-only', ...process.argv.slice(2)],
  { cwd: root, encoding: 'utf8', env: { ...process.env, ...quiet } },
);
if (status !== 0) {
  process.stderr.write(`${stdout ?? ''}${stderr ?? ''}${error ?? ''}\n`);
  process.exit(1);
}
for (const { folder, compiled } of workspaces) {
  if (compiled) removeStale(join(root, folder, 'dist'), join(root, folder, 'src'));
  // Each tarball carries its own copy.
  copyFileSync(join(root, 'LICENSE'), join(root, folder, 'LICENSE'));
}
copyFileSync(join(root, 'LICENSE'), join(root, 'packages/client-python/LICENSE'));
const schemas = join(root, 'packages/core/dist/schemas');
rmSync(schemas, { recursive: true, force: true });
cpSync(join(root, 'schemas'), schemas, { recursive: true, filter: (path) => !path.endsWith('.yaml') });
await Promise.all(
  workspaces
    .filter(({ compiled }) => compiled)
    .map(async ({ folder }) => {
      await bundle(join(root, folder));
      copyTypes(join(root, folder));
    }),
);
await writeParsed();
await writeValidators();
await writeManPage();

/** What the packs hold, as JSON, so that no command has to parse their YAML. */
async function writeParsed() {
  const { parseYaml } = await import('../packages/core/dist/config/yaml/yaml-file.js');
  const { parsedName, parsedOf } = await import('../packages/core/dist/config/yaml/parsed-file.js');
  const target = join(root, 'packages/sigwatch/bundle/parsed');
  mkdirSync(target);
  for (const path of packFiles()) {
    const text = readFileSync(path, 'utf8');
    const { file } = parseYaml(path, text);
    const parsed = file && parsedOf(file);
    if (parsed) writeFileSync(join(target, parsedName(text)), JSON.stringify(parsed));
  }
}

/** The schemas that every command needs, compiled, so that none has to load their compiler. */
async function writeValidators() {
  const { schemaModule } = await import('../packages/core/dist/config/schema/compile-schema.js');
  const { builtIn } = await import('../packages/core/dist/plugin/built-in.js');
  const generated = join(root, 'packages/core/dist/generated');
  const target = join(root, 'packages/core/bundle/validators');
  const files = readdirSync(generated).filter((name) => name.endsWith('-schema.js'));
  const schemas = await Promise.all(files.map(async (name) => Object.values(await import(join(generated, name)))));
  const modules = [
    ...schemas.flat().map((schema) => schemaModule(schema, 'file')),
    ...builtIn.components.map(({ config }) => schemaModule(config, 'settings')),
  ];
  mkdirSync(target);
  for (const { name, code } of modules) writeFileSync(join(target, name), code);
}

/** For `man sigwatch`, of what the help says. */
async function writeManPage() {
  const { describeProgram } = await import('../packages/sigwatch/dist/cli/program.js');
  const { manPage } = await import('../packages/sigwatch/dist/cli/man-page.js');
  const { manifest } = workspaces.find(({ folder }) => folder === 'packages/sigwatch');
  const target = join(root, 'packages/sigwatch/man');
  mkdirSync(target, { recursive: true });
  writeFileSync(
    join(target, 'sigwatch.1'),
    manPage(
      describeProgram(() => {}),
      manifest.version,
    ),
  );
}

/** Neither tsc nor turbo takes away what was compiled from a source that is gone. */
function removeStale(dist, src) {
  for (const entry of readdirSync(dist, { withFileTypes: true })) {
    const path = join(dist, entry.name);
    const source = join(src, entry.name);
    if (entry.isDirectory() && existsSync(source)) removeStale(path, source);
    else if (entry.isDirectory() ? entry.name !== 'schemas' : isStale(entry.name, source))
      rmSync(path, { recursive: true });
  }
}

function isStale(name, source) {
  const compiled = /\.(?:d\.ts|js)$/;
  return (
    compiled.test(name) && (/\.(?:test|fixture|test-\w+)\./.test(name) || !existsSync(source.replace(compiled, '.ts')))
  );
}
