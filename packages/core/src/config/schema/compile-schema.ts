import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Options, ValidateFunction } from 'ajv';
import { ajv, ajvStandalone } from '../../lazy-packages.js';

const require = createRequire(import.meta.url);
/** Written by the build: a module for each schema that sigwatch itself has. */
const COMPILED = fileURLToPath(new URL('../../validators/', import.meta.url));

type For = 'file' | 'settings';

/** Compiles a draft-07 schema; a component's own schema is picked by its class_name inside it (if/then). */
export function compileSchema(schema: object): ValidateFunction {
  return compiled(schema, 'file') ?? new (ajv().Ajv)({ ...options.file, ...fast }).compile(schema);
}

/** The same for the settings of a component, whose schema may come from a plugin. Defaults are filled in. */
export function compileSettings(schema: object): ValidateFunction {
  return compiled(schema, 'settings') ?? new (ajv().Ajv)({ ...options.settings, ...fast }).compile(undeclared(schema));
}

/** The module that stands for a compiled schema: its name is the schema's own, and it is CommonJS. */
export function schemaModule(schema: object, use: For): { readonly name: string; readonly code: string } {
  const engine = new (ajv().Ajv)({ ...options[use], ...common, code: { source: true } });
  const check = engine.compile(use === 'settings' ? undeclared(schema) : schema);
  return { name: nameOf(schema, use), code: ajvStandalone()(engine, check) };
}

/** The tests check the schemas themselves, and references stay such, so that errors say the same either way. */
const common: Options = { allErrors: true, verbose: true, validateSchema: false, meta: false, inlineRefs: false };
const fast: Options = { ...common, code: { optimize: false } };
const options: Readonly<Record<For, Options>> = {
  file: { strict: true, allowUnionTypes: true, strictRequired: false },
  settings: { strict: false, validateFormats: false, useDefaults: true, logger: false },
};

function compiled(schema: object, use: For): ValidateFunction | undefined {
  const path = COMPILED + nameOf(schema, use);
  return existsSync(path) ? require(path) : undefined;
}

const nameOf = (schema: object, use: For) =>
  `${use}-${createHash('sha256').update(JSON.stringify(schema)).digest('hex')}.cjs`;

function undeclared({ $schema: _, ...known }: { readonly $schema?: string }): object {
  return known;
}
