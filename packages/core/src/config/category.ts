import type { ErrorTypeEntry } from '../generated/error-types.js';
import { errorType } from './error-types.js';

/** The coarse kind of a failure. */
export type Category = ErrorTypeEntry['category'];

/** Subsystems that say more of where a failure belongs than a general error type does. */
const bySubsystem: ReadonlyMap<string, Category> = new Map<string, Category>([
  ['dataloader', 'data_loading'],
  ['data_loader', 'data_loading'],
  ['data_loading', 'data_loading'],
  ['data', 'data_loading'],
  ['dataset', 'data_loading'],
  ['tokenizer', 'data_loading'],
  ['model', 'model_creation'],
  ['model_creation', 'model_creation'],
  ['architecture', 'model_creation'],
  ['config', 'configuration'],
  ['configuration', 'configuration'],
  ['arguments', 'configuration'],
  ['memory', 'memory'],
  ['checkpoint', 'checkpoint'],
  ['network', 'network'],
]);

/** Types that may come from anywhere; what else a type is, it is in every subsystem. */
const general: ReadonlySet<Category> = new Set<Category>(['training', 'unknown']);

/** The coarse kind of a failure, for those who report by it: that of its error type, or of its subsystem where the type is a general one. */
export function category(
  of: string | { readonly error_type?: string; readonly subsystem?: string } | undefined,
): Category {
  const { error_type, subsystem = undefined }: { error_type?: string; subsystem?: string } =
    typeof of === 'string' ? { error_type: of } : (of ?? {});
  const byType = errorType(error_type)?.category ?? 'unknown';
  const told = subsystem === undefined ? undefined : bySubsystem.get(subsystem.toLowerCase());
  return general.has(byType) ? (told ?? byType) : byType;
}
