import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { expect, it } from 'vitest';
import { errorTypesSchema } from '../../generated/error-types-schema.js';
import { eventSchema } from '../../generated/event-schema.js';
import { monitorSchema } from '../../generated/monitor-schema.js';
import { pluginSchema } from '../../generated/plugin-schema.js';
import { restartSchema } from '../../generated/restart-schema.js';
import { ruleTestsSchema } from '../../generated/rule-tests-schema.js';

it('generated types and schemas are those of schemas/', () => {
  const root = fileURLToPath(new URL('../../../../../', import.meta.url));
  execFileSync(process.execPath, ['scripts/generate-types.mjs', '--check'], { cwd: root, stdio: 'pipe' });
});

it.each([monitorSchema, restartSchema, eventSchema, errorTypesSchema, ruleTestsSchema, pluginSchema])(
  '$title is a draft-07 schema with an id',
  (schema) => {
    const ajv = new Ajv({ strict: true, allowUnionTypes: true, strictRequired: false });
    expect(ajv.validateSchema(schema), ajv.errorsText()).toBe(true);
    expect(schema.$id).toMatch(/^https:\/\/sigwatch\.dev\/schemas\/.*\.schema\.json$/);
  },
);
