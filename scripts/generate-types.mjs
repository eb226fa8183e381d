// Writes packages/core/src/generated: from schemas/ the types of every shape, and the schemas and the table of error
// types as modules, so that core ships them; from packages/core/assembly the module that looks for needles.
// `--check` writes nothing and fails when a file differs.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from 'json-schema-to-typescript';
import { parse } from 'yaml';
import { scannerModule } from './scanner-module.mjs';
import { strictSchema } from './strict-schema.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const schemas = join(root, 'schemas');
const target = join(root, 'packages/core/src/generated');
const banner = '// Written by scripts/generate-types.mjs from schemas/. Do not edit.\n';

const camel = (name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());

/** Draft-07 says const; the generator of types needs a name for each definition that nothing refers to. */
const typesOf = (schema, name) =>
  compile(structuredClone(schema), name, {
    bannerComment: banner,
    additionalProperties: true,
    unreachableDefinitions: true,
    style: { singleQuote: true, printWidth: 120 },
  });

async function generate() {
  const files = new Map();
  for (const file of readdirSync(schemas).filter((name) => name.endsWith('.schema.json'))) {
    const name = file.slice(0, -'.schema.json'.length);
    const schema = strictSchema(JSON.parse(readFileSync(join(schemas, file), 'utf8')));
    files.set(`${name}.ts`, await typesOf(schema, schema.title));
    files.set(
      `${name}-schema.ts`,
      `${banner}${docOf(`JSON Schema (draft-07): ${schema.description ?? schema.title}`)}export const ${camel(name)}Schema = ${JSON.stringify(schema, null, 2)} as const;\n`,
    );
  }
  for (const [name, text] of await generateComponents()) files.set(name, text);
  const table = parse(readFileSync(join(schemas, 'error-types.yaml'), 'utf8'));
  files.set(
    'error-types-table.ts',
    `${banner}import type { ErrorTypesFile } from './error-types.js';\n\n` +
      `export const errorTypesTable = ${JSON.stringify(table, null, 2)} satisfies ErrorTypesFile;\n`,
  );
  files.set('scanner-module.ts', await scannerModule());
  return files;
}

/** With a copy of every definition that it refers to in the schema of monitors: a component is checked by itself. */
function selfContained(schema, known) {
  const elsewhere = '../monitor.schema.json#/definitions/';
  const definitions = {};
  const local = (node) => {
    if (Array.isArray(node)) return node.map(local);
    if (node === null || typeof node !== 'object') return node;
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) => {
        const name = key === '$ref' ? value.replace(elsewhere, '').replace('#/definitions/', '') : undefined;
        if (name === undefined || !Object.hasOwn(known, name)) return [key, local(value)];
        if (!Object.hasOwn(definitions, name)) {
          definitions[name] = true;
          definitions[name] = local(known[name]);
        }
        return [key, `#/definitions/${name}`];
      }),
    );
  };
  const own = local(schema);
  return Object.keys(definitions).length === 0 ? own : { ...own, definitions };
}

const OF_PLACE = ['on', 'told_on', 'message', 'throttle'].map((name) => `../monitor.schema.json#/definitions/${name}`);

/** Of a component, YAML also holds what belongs to its place (`class_name`, `on`; `message`, `throttle`); what it is made from is the rest. */
async function generateComponents() {
  const folder = join(schemas, 'components');
  const configs = {};
  const types = [];
  const monitor = strictSchema(JSON.parse(readFileSync(join(schemas, 'monitor.schema.json'), 'utf8')));
  for (const file of readdirSync(folder)) {
    const { $id: _, ...schema } = strictSchema(JSON.parse(readFileSync(join(folder, file), 'utf8')));
    const { class_name, ...others } = schema.properties;
    const properties = Object.fromEntries(Object.entries(others).filter(([, { $ref }]) => !OF_PLACE.includes($ref)));
    const required = (schema.required ?? []).filter((name) => name !== 'class_name');
    const config = selfContained({ ...schema, required, properties }, monitor.definitions);
    configs[class_name.const] = config;
    types.push([`${class_name.const}.ts`, await typesOf(config, class_name.const)]);
  }
  const text = `${banner}${docOf('JSON Schema (draft-07) of the settings of each built-in component, by its class_name.')}export const componentSchemas = ${JSON.stringify(configs, null, 2)} as const;\n`;
  return [...types, ['component-schemas.ts', text]];
}

const docOf = (text) => `/** ${text} */\n`;

const files = await generate();
if (process.argv.includes('--check')) {
  const stale = [...files].filter(
    ([name, text]) => !existsSync(join(target, name)) || readFileSync(join(target, name), 'utf8') !== text,
  );
  const extra = existsSync(target) ? readdirSync(target).filter((name) => !files.has(name)) : [];
  for (const name of [...stale.map(([name]) => name), ...extra])
    console.error(`differs from what it is made of: ${name}`);
  if (stale.length + extra.length > 0) {
    console.error('Run: node scripts/generate-types.mjs');
    process.exitCode = 1;
  }
} else {
  mkdirSync(target, { recursive: true });
  for (const name of readdirSync(target)) if (!files.has(name)) rmSync(join(target, name));
  for (const [name, text] of files) writeFileSync(join(target, name), text);
}
