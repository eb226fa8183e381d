import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Component, Json, Settings } from '../contract.js';
import type { ConfigOf } from './config-type.js';
import { defineComponent } from './define.js';

describe('the type of settings', () => {
  it('follows from a literal schema', () => {
    const component = defineComponent({
      kind: 'action',
      class_name: 'PageAction',
      summary: 'Calls somebody.',
      config: {
        type: 'object',
        additionalProperties: false,
        required: ['who'],
        properties: {
          who: { type: 'string' },
          urgency: { enum: ['low', 'high'], default: 'low' },
          times: { type: 'integer', minimum: 1 },
          every: { type: ['number', 'string'] },
          rooms: { type: 'array', items: { type: 'string' } },
          quiet: { type: 'boolean', default: false },
          kind: { const: 'page' },
          by: { anyOf: [{ type: 'number' }, { const: null }] },
          place: { type: 'object', additionalProperties: false, properties: { floor: { type: 'number' } } },
          labels: { type: 'object', additionalProperties: { type: 'string' } },
          other: { $ref: '#/definitions/other' },
        },
      },
      create: (config) => {
        expectTypeOf(config).toEqualTypeOf<{
          readonly who: string;
          readonly urgency: 'low' | 'high';
          readonly quiet: boolean;
          readonly times?: number;
          readonly every?: number | string;
          readonly rooms?: readonly string[];
          readonly kind?: 'page';
          readonly by?: number | null;
          readonly place?: { readonly floor?: number };
          readonly labels?: { readonly [key: string]: string };
          readonly other?: Json;
        }>();
        return { run: async () => ({ ok: true, detail: `${config.who} ${config.urgency}` }) };
      },
    });
    expectTypeOf(component).toEqualTypeOf<Component<'action'>>();
    expect(component.create({ who: 'me', urgency: 'low', quiet: false }, {} as never)).toHaveProperty('run');
  });

  it('is refused to be what it is not', () => {
    defineComponent({
      kind: 'state',
      class_name: 'OddState',
      summary: 'Odd.',
      config: { type: 'object', additionalProperties: false, properties: { level: { type: 'number', default: 1 } } },
      create: (config) => {
        // @ts-expect-error a number is no text
        config.level.trim;
        // @ts-expect-error there is no such setting
        config.levels;
        return { mode: 'crash', severity: 'error' };
      },
    });
  });

  it('leaves open what the schema leaves open', () => {
    expectTypeOf<ConfigOf<{ readonly type: 'object' }>>().toEqualTypeOf<Settings>();
    expectTypeOf<ConfigOf<object>>().toEqualTypeOf<Settings>();
    type Open = ConfigOf<{ readonly properties: { readonly a: { readonly type: 'string' } } }>;
    expectTypeOf<Open['a']>().toEqualTypeOf<string | undefined>();
    expectTypeOf<Open['b']>().toEqualTypeOf<Json | undefined>();
    // Of one that is not literal nothing more is known.
    type Wide = ConfigOf<{ properties: Record<string, { type: string }>; required: string[] }>;
    expectTypeOf<Wide['x']>().toEqualTypeOf<Json | undefined>();
  });

  it('is that of TypeBox where that made the schema', () => {
    interface Made {
      readonly type: 'object';
      readonly static: { readonly level: number };
      readonly properties: { readonly level: { readonly type: 'number'; readonly static: number } };
    }
    expectTypeOf<ConfigOf<Made>>().toEqualTypeOf<{ readonly level: number }>();
  });
});
