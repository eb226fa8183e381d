import type { Component, ComponentKind, Registry } from '@sigwatch/core';

/** A JSON Schema, or a part of one. */
export type Schema = { readonly [key: string]: unknown };

/** Places of a component, by the title of their schema. */
const KINDS: Readonly<Record<string, ComponentKind>> = {
  StateEntry: 'state',
  ActionEntry: 'action',
  SourceEntry: 'source',
  NotifierEntry: 'notifier',
  WhenEntry: 'operator',
  PolicyImplementation: 'policy',
  Adapter: 'adapter',
};

/** What stands beside the settings of a component in its place. */
const BESIDE: Partial<Record<ComponentKind, readonly string[]>> = {
  action: ['on'],
  notifier: ['on'],
  operator: ['message', 'throttle'],
};

/**
 * The schemas of files as an editor wants them: each place of a component lists the class names that are there, those of plugins
 * too, and knows the settings of each. `shipped`: by name, such as `monitor` and `components/CrashState`.
 */
export function editorSchemas(shipped: ReadonlyMap<string, Schema>, registry: Registry): ReadonlyMap<string, Schema> {
  // Editors would look for the addresses that are the schemas' names; beside each other they are found without.
  const local = ({ $id: _, ...schema }: Schema): Schema => schema;
  return new Map(
    [...shipped].map(([name, schema]) => [name, withComponents(local(schema), shipped, registry) as Schema]),
  );
}

function withComponents(part: unknown, shipped: ReadonlyMap<string, Schema>, registry: Registry): unknown {
  if (Array.isArray(part)) return part.map((one) => withComponents(one, shipped, registry));
  if (part === null || typeof part !== 'object') return part;
  const inner = Object.fromEntries(
    Object.entries(part).map(([key, value]) => [key, withComponents(value, shipped, registry)]),
  ) as Schema;
  const kind = typeof inner.title === 'string' ? KINDS[inner.title] : undefined;
  const properties = inner.properties as { readonly class_name?: Schema } | undefined;
  if (kind === undefined || properties?.class_name === undefined) return inner;
  const components = registry.components(kind);
  return {
    ...inner,
    properties: { ...properties, class_name: namesOf(properties.class_name, components) },
    allOf: [
      ...((inner.allOf ?? []) as readonly Schema[]),
      ...components
        .filter(({ class_name }) => !namesAlready(inner, class_name))
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        .map((component) => ({ if: isOf(component.class_name), then: settingsOf(component, shipped) })),
    ],
  };
}

/** A name that a run fills in is none that could be looked up. */
const namesOf = (given: Schema, components: readonly Component[]): Schema => ({
  ...(given.description === undefined ? {} : { description: given.description }),
  type: 'string',
  anyOf: [
    {
      enum: components.map(({ class_name }) => class_name),
      enumDescriptions: components.map(({ summary }) => summary),
    },
    { pattern: '^\\$\\{' },
  ],
});

const namesAlready = (place: Schema, class_name: string): boolean =>
  JSON.stringify(place.allOf ?? []).includes(`"const":"${class_name}"`);

const isOf = (class_name: string): Schema => ({
  required: ['class_name'],
  properties: { class_name: { const: class_name } },
});

function settingsOf({ class_name, kind, config, summary }: Component, shipped: ReadonlyMap<string, Schema>): Schema {
  if (shipped.has(`components/${class_name}`)) return { $ref: `components/${class_name}.schema.json` };
  const { $id: _, $schema: __, ...own } = JSON.parse(JSON.stringify(config)) as Schema;
  const beside = ['class_name', ...(BESIDE[kind] ?? [])].map((key) => [key, {}]);
  return { description: summary, ...own, properties: { ...Object.fromEntries(beside), ...(own.properties as Schema) } };
}
