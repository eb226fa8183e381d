import type { ErrorTypeEntry } from '../generated/error-types.js';
import { errorTypesTable } from '../generated/error-types-table.js';

/** A type of the table of schemas/error-types.yaml. */
export type ErrorType = keyof typeof errorTypesTable;

/** The table of schemas/error-types.yaml. */
export const errorTypes: Readonly<Record<ErrorType, ErrorTypeEntry>> = errorTypesTable;

/** What the table says of a type; undefined for one that a user made up. */
export function errorType(name: string | undefined): ErrorTypeEntry | undefined {
  return name !== undefined && Object.hasOwn(errorTypes, name) ? errorTypes[name as ErrorType] : undefined;
}
