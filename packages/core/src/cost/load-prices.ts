import { refuseErrors } from '../config/finding.js';
import { compileSchema } from '../config/schema/compile-schema.js';
import { validate } from '../config/schema/validate.js';
import { readYaml } from '../config/yaml/yaml-file.js';
import type { PriceTable } from '../generated/prices.js';
import { pricesSchema } from '../generated/prices-schema.js';

/** A table of prices (YAML, `schemas/prices.schema.json`). Throws a ConfigError that says where it is wrong. */
export function loadPrices(path: string): PriceTable {
  const { file, findings } = readYaml(path);
  refuseErrors([...findings, ...(file === undefined ? [] : validate(file, compileSchema(pricesSchema)))]);
  if (file === undefined) throw new Error('unreachable');
  return file.value as unknown as PriceTable;
}
