import { readFileSync } from 'node:fs';
import { nearest } from '@sigwatch/core';
import { copySchemas, shippedSchemas } from '../schemas.js';
import { cut } from '../view/width.js';
import { UsageError } from './problem.js';

type Options = Readonly<Record<string, unknown>>;

/** `sigwatch schema [NAME]` */
export async function verb(args: readonly string[], options: Options): Promise<number> {
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
  const width = Math.max(...known.map((one) => one.length));
  const columns = process.stdout.isTTY === true ? process.stdout.columns : Number.POSITIVE_INFINITY;
  for (const { name: title, summary } of schemas)
    process.stdout.write(`${cut(`${title.padEnd(width)}  ${summary}`, columns)}\n`);
  return 0;
}
