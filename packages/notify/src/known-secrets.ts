import type { ComponentConfig } from '@sigwatch/core';
import type { Environment } from './secrets/secret.js';

/** Values of the secrets that notifiers are given by themselves or by variables, so that a log can leave them out. */
export function knownSecrets(
  notifiers: readonly ComponentConfig[],
  secretsOf: (class_name: string) => readonly string[],
  env: Environment = () => process.env,
): readonly string[] {
  const variables = env();
  return notifiers.flatMap((config) =>
    secretsOf(config.class_name).flatMap((key) => {
      const variable = config[`${key}_env`];
      const values = [config[key], typeof variable === 'string' ? variables[variable] : undefined];
      return values.filter((value): value is string => typeof value === 'string' && value !== '');
    }),
  );
}
