// Pages of docs/reference about what the schemas describe: every key with its type, default and meaning.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { examples } from './docs-examples.mjs';
import { strictSchema } from './strict-schema.mjs';
import { root } from './workspaces.mjs';

const schemas = join(root, 'schemas');
const known = new Map();
function read(name) {
  if (!known.has(name)) known.set(name, strictSchema(JSON.parse(readFileSync(join(schemas, name), 'utf8'))));
  return known.get(name);
}
const exampleOf = examples(read);
/** Files that people write; what sigwatch writes needs no example. */
const WRITTEN = ['sigwatch', 'monitor', 'restart', 'rule-tests', 'plugin'].map((kind) => `${kind}.schema.json`);

/** What stands above a page that is made of `source`. */
export const banner = (source) => `<!-- Written by scripts/generate-docs.mjs from ${source}. Do not edit. -->\n`;

/** A page about one kind of file: its own keys, then those of everything that can stand in it. */
export function filePage(title, name) {
  const schema = read(name);
  const seen = new Set();
  const queue = [];
  const typeOf = typeNamer(schema, queue, seen);
  const meaningOf = ({ description, $ref }) =>
    description ?? schema.definitions?.[$ref?.split('/').at(-1)]?.description;
  const words = { typeOf, meaningOf, exampleOf: WRITTEN.includes(name) ? exampleOf : () => undefined };
  const first = schema.properties ? section(undefined, schema, words) : '';
  // What stands elsewhere: the kinds of a file, the data of each kind of event.
  const kinds = (schema.allOf ?? []).map(({ then }) => (then?.$ref ? then : then?.properties?.data));
  for (const branch of [schema.else, schema.then, ...kinds]) if (branch?.$ref) typeOf(branch);
  let body = '';
  while (queue.length > 0) {
    const { name, node } = queue.shift();
    body += section(name, node, words);
  }
  return `${`${banner('schemas/')}\n# ${title}\n\n${sentence(schema.description)}\n\n${first}${body}`
    .replaceAll(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`;
}

/** `words`: what says of a key what may stand there, what it means, and how it is written. */
function section(name, node, { typeOf, meaningOf, exampleOf }) {
  const heading = name === undefined ? '' : `## ${name}\n\n${sentence(node.description)}\n\n`;
  const shown = Object.entries(node.properties ?? {}).map(([key, value]) =>
    example(exampleOf, name ?? node.title, node.title, key, value),
  );
  const exemplified = shown.some(Boolean);
  const rows = Object.entries(node.properties ?? {}).map(([key, value], index) => {
    if (meaningOf(value) === undefined) throw new Error(`schemas/: ${name ?? node.title} ${key} has no description`);
    const required = node.required?.includes(key) ? '**required** ' : '';
    return `| \`${key}\` | ${required}${typeOf(value, key)} | ${fallback(value)} | ${exemplified ? `${shown[index]} | ` : ''}${cell(meaningOf(value))} |`;
  });
  if (rows.length === 0) return heading;
  const columns = ['key', 'value', 'default', ...(exemplified ? ['example'] : []), 'meaning'];
  return `${heading}| ${columns.join(' | ')} |\n|${'---|'.repeat(columns.length)}\n${rows.join('\n')}\n\n`;
}

/** Where neither the default nor the list of values shows one. */
function example(exampleOf, section, title, key, value) {
  const shows = (value.default ?? null) !== null || value.enum !== undefined || value.type === 'boolean';
  const text = shows ? undefined : (exampleOf(section, key) ?? exampleOf(title, key));
  return text === undefined ? '' : `\`${text.replaceAll('|', '\\|')}\``;
}

/**
 * Says in words what may stand there; what has keys of its own gets a section, and is linked. What is defined elsewhere
 * has its section on `page`.
 */
function typeNamer(schema, queue, seen, page) {
  const link = (name, node) => {
    if (!seen.has(name)) {
      seen.add(name);
      queue.push({ name, node });
    }
    return `[${name}](#${name.toLowerCase()})`;
  };
  const typeOf = (node, key = '') => {
    if (node.$ref?.startsWith('#/definitions/')) {
      const name = node.$ref.slice('#/definitions/'.length);
      const definition = schema.definitions[name];
      if (!definition.properties) return typeOf(definition, name);
      return page === undefined ? link(name, definition) : `[${name}](${page}#${name.toLowerCase()})`;
    }
    if (node.$ref) return `[${node.$ref}](#)`;
    if (node.const !== undefined) return `\`${JSON.stringify(node.const)}\``;
    if (node.enum) return node.enum.map((one) => `\`${one}\``).join(' · ');
    if (node.anyOf) return node.anyOf.map((one) => typeOf(one, key)).join(' or ');
    if (node.properties) return link(node.title ?? key, node);
    const types = [node.type ?? 'any'].flat();
    return types.map((type) => word(type, node, key, typeOf)).join(' or ');
  };
  return typeOf;
}

function word(type, node, key, typeOf) {
  if (type === 'array')
    return node.items
      ? `list of ${node.items.enum || node.items.anyOf ? `(${typeOf(node.items, key)})` : typeOf(node.items, key)}`
      : 'list';
  if (type === 'object' && typeof node.additionalProperties === 'object')
    return `map of ${typeOf(node.additionalProperties, key)}`;
  if (type === 'string' && node.pattern?.includes('\\d{4}-')) return 'moment (`+30s`, `2025-01-02T03:04:05Z`)';
  if (type === 'string' && node.pattern?.includes('(ms|s|m|h|d)')) return 'duration (`90s`, `30m`, `2h`)';
  if (type === 'number' && node.pattern?.includes('(ms|s|m|h|d)')) return 'seconds';
  const plain = {
    string: 'text',
    number: 'number',
    integer: 'whole number',
    boolean: 'true · false',
    object: 'map',
    null: 'null',
  };
  const range = type === 'number' || type === 'integer' ? rangeOf(node) : '';
  return `${plain[type] ?? type}${range}`;
}

function rangeOf({ minimum, maximum, exclusiveMinimum }) {
  if (minimum !== undefined && maximum !== undefined) return ` (${minimum} – ${maximum})`;
  if (minimum !== undefined) return ` (≥ ${minimum})`;
  return exclusiveMinimum === undefined ? '' : ` (> ${exclusiveMinimum})`;
}

const fallback = (node) => (node.default === undefined ? '' : `\`${JSON.stringify(node.default)}\``);
export const cell = (text = '') => sentence(text).replaceAll('|', '\\|').replaceAll('\n', ' ');
const sentence = (text = '') => (text === '' || /[.!?:…]$/.test(text) ? text : `${text}.`);

/** Components take some of their settings from the monitor's schema. */
const MONITOR = '../monitor.schema.json';

export function componentsPage() {
  const { definitions } = read('monitor.schema.json');
  const meaningOf = ({ description, $ref }) => description ?? definitions[$ref?.split('/').at(-1)]?.description;
  const folder = join(schemas, 'components');
  const kinds = { State: [], Operator: [], Action: [], Policy: [], Adapter: [], Notifier: [], Monitor: [] };
  for (const file of readdirSync(folder).sort()) {
    const { properties, required, ...schema } = JSON.parse(
      JSON.stringify(read(`components/${file}`)).replaceAll(`"${MONITOR}#`, '"#'),
    );
    const { class_name, on: _, ...own } = properties;
    const kind = Object.keys(kinds).find((one) => class_name.const.endsWith(one));
    kinds[kind].push({ name: class_name.const, node: { ...schema, properties: own, required } });
  }
  const parts = Object.entries(kinds)
    .filter(([, all]) => all.length > 0)
    .map(([kind, all]) => {
      const queue = [];
      const typeOf = typeNamer({ definitions }, queue, new Set(), 'monitor.md');
      const words = { typeOf, meaningOf, exampleOf };
      let text = all.map(({ name, node }) => section(name, node, words)).join('');
      while (queue.length > 0) {
        const { name, node } = queue.shift();
        text += section(name, node, words);
      }
      return `# ${kind === 'Policy' ? 'Policies' : `${kind}s`}\n\n${text}`;
    });
  const intro =
    'What YAML can name by `class_name`, and the settings that stand beside it. A [plugin](../plugins.md) adds its own.';
  return `${`${banner('schemas/')}\n# Components\n\n${intro}\n\n${parts.join('')}`.trimEnd()}\n`;
}
