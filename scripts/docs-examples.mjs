// An example for each key of the reference, out of what is there: the shipped packs, the YAML of the pages, and the
// examples. All of it is linted or run by tests, so that no example is wrong.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { packFiles, root } from './workspaces.mjs';

/** Longer ones are no use in a table. */
const LONGEST = 60;

/** What is written of each kind of file, in an order that stays. */
function documents() {
  const found = { monitor: [], restart: [], sigwatch: [], 'rule-tests': [], plugin: [] };
  const take = (kind, text) => found[kind].push(yamlOf(text));
  for (const file of packFiles().sort()) {
    take(file.includes('/restart/') ? 'restart' : 'monitor', readFileSync(file, 'utf8'));
    const tests = file.replace(/\.yaml$/, '.test.yaml');
    if (existsSync(tests)) take('rule-tests', readFileSync(tests, 'utf8'));
  }
  for (const name of readdirSync(join(root, 'plugins')).sort()) {
    const file = join(root, 'plugins', name, 'plugin.yaml');
    if (existsSync(file)) take('plugin', readFileSync(file, 'utf8'));
  }
  for (const name of readdirSync(join(root, 'docs'))
    .sort()
    .filter((one) => one.endsWith('.md')))
    for (const [, called = '', text] of readFileSync(join(root, 'docs', name), 'utf8').matchAll(
      /^```yaml(.*)\n([\s\S]*?)^```$/gm,
    ))
      take(kindOf(called, yamlOf(text)), text);
  return found;
}

function kindOf(called, value) {
  if (/\.test\.yaml/.test(called)) return 'rule-tests';
  if (/plugin\.yaml/.test(called)) return 'plugin';
  if (value?.policies !== undefined) return 'restart';
  return value?.log_signals === undefined ? 'sigwatch' : 'monitor';
}

/** Some pages show a part of a file, which may be no YAML by itself. */
function yamlOf(text) {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Finds examples for the keys of schemas.
 *
 * @param read gives the strict schema of a name: `monitor.schema.json`, `components/CountOperator.schema.json`
 * @returns a function that gives the example of a key in the section of that name, as it is written in YAML
 */
export function examples(read) {
  const kept = new Map();
  const components = new Map(
    readdirSync(join(root, 'schemas/components')).map((file) => [file.split('.')[0], `components/${file}`]),
  );

  const keep = (section, key, value) => {
    const place = `${section}.${key}`;
    const text = JSON.stringify(value);
    if (!kept.has(place) && value !== null && text.length <= LONGEST && text !== '""') kept.set(place, written(value));
  };
  const visit = (schema, node, value, name) => {
    if (node === undefined || value === null || value === undefined) return;
    if (node.$ref?.startsWith('#')) {
      const called = node.$ref.split('/').at(-1);
      return visit(
        schema,
        schema.definitions?.[called] ?? read('monitor.schema.json').definitions[called],
        value,
        called,
      );
    }
    for (const branch of node.anyOf ?? []) visit(schema, branch, value, name);
    if (Array.isArray(value)) {
      for (const one of value) visit(schema, node.items, one, name);
      return;
    }
    if (typeof value !== 'object') return;
    const file = components.get(value.class_name);
    if (file !== undefined && node !== read(file)) properties(schema, read(file), value, value.class_name);
    if (node.properties !== undefined) properties(schema, node, value, node === schema ? schema.title : name);
    else if (typeof node.additionalProperties === 'object')
      for (const one of Object.values(value)) visit(schema, node.additionalProperties, one, name);
  };
  const properties = (schema, node, value, section) => {
    for (const [key, inner] of Object.entries(node.properties ?? {})) {
      if (value[key] === undefined) continue;
      for (const called of new Set([section, node.title])) keep(called, key, value[key]);
      visit(schema, inner, value[key], inner.title ?? key);
    }
  };

  for (const [kind, all] of Object.entries(documents())) {
    const schema = read(`${kind}.schema.json`);
    for (const value of all) visit(schema, schema, value, schema.title);
  }
  return (section, key) => kept.get(`${section}.${key}`);
}

/** In one line, as it could stand in a file. */
const written = (value) => {
  if (typeof value === 'string')
    return /^[\w./{}%-][\w ./{}%*-]*$/.test(value) ? value : `'${value.replaceAll("'", "''")}'`;
  if (Array.isArray(value)) return `[${value.map(written).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([key, inner]) => `${key}: ${written(inner)}`)
      .join(', ')} }`;
  return JSON.stringify(value);
};
