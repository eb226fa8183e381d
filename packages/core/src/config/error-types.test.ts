import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { errorTypesSchema } from '../generated/error-types-schema.js';
import { eventSchema } from '../generated/event-schema.js';
import { errorType, errorTypes } from './error-types.js';
import { compileSchema } from './schema/compile-schema.js';

const entries = Object.entries(errorTypes);

it('is the table of schemas/error-types.yaml', () => {
  const yaml = readFileSync(new URL('../../../../schemas/error-types.yaml', import.meta.url), 'utf8');
  expect(errorTypes).toEqual(parse(yaml));
  expect(compileSchema(errorTypesSchema)(errorTypes)).toBe(true);
  expect(compileSchema(errorTypesSchema)({ oom: { ...errorTypes.oom, remedy: '' } })).toBe(false);
});

describe('symptom_of', () => {
  it('names types that exist', () => {
    for (const [, entry] of entries) for (const cause of entry.symptom_of) expect(errorTypes).toHaveProperty(cause);
  });

  it('has no cycle: two symptoms never explain each other away', () => {
    const depth = new Map<string, number>();
    const layer = (name: string, open: readonly string[]): number => {
      const known = depth.get(name);
      if (known !== undefined) return known;
      expect(open).not.toContain(name);
      const causes = errorType(name)?.symptom_of ?? [];
      const value = 1 + Math.max(0, ...causes.map((cause) => layer(cause, [...open, name])));
      depth.set(name, value);
      return value;
    };
    for (const [name] of entries) layer(name, []);
  });

  it('keeps causes that outrank their echoes', () => {
    expect(errorTypes.nccl_timeout.symptom_of).toEqual(
      expect.arrayContaining(['oom', 'exception', 'hardware', 'nccl']),
    );
    expect(errorTypes.nccl.symptom_of).not.toContain('exception');
    expect(errorTypes.exception.symptom_of).not.toContain('nccl');
  });
});

it('knows only what stands in it', () => {
  expect(errorType('toString')).toBeUndefined();
  expect(errorType(undefined)).toBeUndefined();
});

it('has the categories that events know', () => {
  const known = errorTypesSchema.definitions.error_type.properties.category.enum;
  expect(eventSchema.definitions.category.enum).toEqual(known);
});
