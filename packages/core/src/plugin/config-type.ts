import type { Json, Settings } from '../contract.js';

/**
 * What the settings of a component are by their JSON Schema, as `create` is given them: valid, and with their defaults. A
 * schema of TypeBox brings its own type (`static`). Known of a literal schema are `properties` of `type`, `enum`, `const`,
 * `items`, `anyOf` and `oneOf`, with `required` and `default`; what else it says, and what refers elsewhere, is any Json.
 */
export type ConfigOf<Schema> = Schema extends { readonly static: infer Known }
  ? Known
  : Schema extends { readonly properties: infer Properties }
    ? ObjectOf<Schema, Properties>
    : Settings;

type ObjectOf<Schema, Properties> = Simple<
  { readonly [Key in Present<Schema, Properties>]: ValueOf<Properties[Key]> } & {
    readonly [Key in Exclude<keyof Properties, Present<Schema, Properties>>]?: ValueOf<Properties[Key]>;
  }
> &
  (Schema extends { readonly additionalProperties: false } ? unknown : Settings);

/** Keys that are surely there: those that have to be, and those that have a default. */
type Present<Schema, Properties> = Extract<keyof Properties, Required<Schema>> | WithDefault<Properties>;

type Required<Schema> = Schema extends { readonly required: readonly (infer Key)[] }
  ? string extends Key
    ? never
    : Key
  : never;

type WithDefault<Properties> = {
  [Key in keyof Properties]: Properties[Key] extends { readonly default: unknown } ? Key : never;
}[keyof Properties];

type ValueOf<Schema> = Schema extends { readonly static: infer Known }
  ? Known
  : Schema extends { readonly const: infer One }
    ? One
    : Schema extends { readonly enum: readonly (infer One)[] }
      ? One
      : Schema extends { readonly anyOf: readonly (infer Way)[] }
        ? ValueOf<Way>
        : Schema extends { readonly oneOf: readonly (infer Way)[] }
          ? ValueOf<Way>
          : Schema extends { readonly type: infer Type }
            ? OfType<Type extends readonly (infer One)[] ? One : Type, Schema>
            : Json;

type OfType<Type, Schema> = Type extends 'string'
  ? string
  : Type extends 'number' | 'integer'
    ? number
    : Type extends 'boolean'
      ? boolean
      : Type extends 'null'
        ? null
        : Type extends 'array'
          ? readonly (Schema extends { readonly items: infer One } ? ValueOf<One> : Json)[]
          : Type extends 'object'
            ? OfObject<Schema>
            : Json;

type OfObject<Schema> = Schema extends { readonly properties: infer Properties }
  ? ObjectOf<Schema, Properties>
  : Schema extends { readonly additionalProperties: infer One extends object }
    ? { readonly [key: string]: ValueOf<One> }
    : Settings;

/** One object in place of an intersection, as editors show it. */
type Simple<T> = { [Key in keyof T]: T[Key] };
