import type { ValidateFunction } from 'ajv';
import type { SigwatchEvent } from '../contract.js';
import { eventSchema } from '../generated/event-schema.js';
import { compileSchema } from './schema/compile-schema.js';

/** Returns a check of events by schemas/event.schema.json: what is wrong with one, or nothing. */
export function eventChecker(): (event: SigwatchEvent) => readonly string[] {
  const check: ValidateFunction = compileSchema(eventSchema);
  return (event) => {
    if (check(event)) return [];
    return (check.errors ?? [])
      .filter((error) => error.keyword !== 'if')
      .map((error) => `${error.instancePath || '/'} ${error.message} ${JSON.stringify(error.params)}`);
  };
}
