import { ConfigError, type Finding } from '@sigwatch/core';

/** What loading says of a file: its warnings, or everything that keeps it from being used. */
export function told(load: () => readonly Finding[]): readonly Finding[] {
  try {
    return load();
  } catch (error) {
    return toldBy(error);
  }
}

/** The findings that an error carries; any other error is none of a file. */
export function toldBy(error: unknown): readonly Finding[] {
  if (error instanceof ConfigError) return error.findings;
  throw error;
}
