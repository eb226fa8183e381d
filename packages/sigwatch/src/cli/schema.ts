import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { nearest, printFinding } from '@sigwatch/core';
import { registryWith } from '../built-in.js';
import { ruleNames } from '../rules.js';
import { copySchemas, shippedSchemas } from '../schemas.js';
import { labelled } from '../view/labelled.js';
import { lookOf } from './look.js';
import { UsageError } from './problem.js';
import { lintRunFile, runFileHere } from './rules/run-file.js';
import { say } from './say.js';

type Options = Readonly<Record<string, unknown>>;

/** `sigwatch schema [NAME]`, and `--install` for editors. */
export async function verb(args: readonly string[], options: Options): Promise<number> {
  if (options.install !== undefined) return install(options);
  if (options.modeline !== undefined)
    throw new UsageError('--modeline stands beside --install: sigwatch schema --install --modeline FILE');
  const schemas = shippedSchemas();
  const [name] = args;
  const out = options.out as string | undefined;
  const known = schemas.map((schema) => schema.name);
  if (name !== undefined) {
    const schema = schemas.find((one) => one.name === name.replace(/\.schema\.json$/, ''));
    if (schema === undefined) {
      const near = nearest(name, known);
      throw new UsageError(
        `there is no schema ${name}; ${near ? `did you mean ${near}?` : `known: ${known.join(', ')}`}`,
      );
    }
    if (out === undefined) {
      process.stdout.write(readFileSync(schema.path, 'utf8'));
      return 0;
    }
  }
  if (out !== undefined) {
    for (const path of copySchemas(out)) process.stdout.write(`${path}\n`);
    return 0;
  }
  const look = lookOf(options);
  const column = Math.max(...known.map((one) => one.length)) + 2;
  const lines = schemas.flatMap((schema) => labelled(schema.name, 'plain', schema.summary, look, column));
  process.stdout.write(`${lines.join('\n')}\n`);
  return 0;
}

/** Schemas with the components of this project, and who names them: the workspace, or the files themselves. */
async function install(options: Options): Promise<number> {
  const { writeModeline, writeSchemas, writeWorkspace } = await import('../editor/install.js');
  const project = typeof options.install === 'string' ? options.install : '.';
  const files = (options.modeline ?? []) as readonly string[];
  const missing = files.find((file) => !existsSync(file));
  if (missing !== undefined) throw new UsageError(`there is no file ${missing} that could name its schema`);
  const path = runFileHere(options);
  const { findings, where } =
    path === undefined ? { findings: [], where: ruleNames() } : await lintRunFile(path, ruleNames());
  for (const one of findings.filter(({ code }) => code === 'unusable_plugin'))
    say(`${printFinding(one)} Its components are left out.`);
  const written = writeSchemas(project, where.registry ?? registryWith());
  process.stdout.write(`${written.length} schemas in ${dirname(written[0] as string)}\n`);
  for (const file of files) {
    writeModeline(project, file);
    process.stdout.write(`${file} names its schema\n`);
  }
  if (files.length > 0) return 0;
  const { path: workspace, lacks } = writeWorkspace(project);
  if (lacks === undefined) process.stdout.write(`${workspace} names them, for editors with yaml-language-server\n`);
  else
    process.stderr.write(
      `sigwatch: ${workspace} holds more than plain JSON, and was left as it is. Add to it:\n  ${lacks}\n`,
    );
  return lacks === undefined ? 0 : 1;
}
