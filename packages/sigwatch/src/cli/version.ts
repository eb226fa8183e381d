import { readFileSync } from 'node:fs';

interface Manifest {
  readonly version: string;
  readonly engines: { readonly node: string };
  readonly dependencies: Readonly<Record<string, string>>;
}

/** What the package.json of sigwatch says. Reads no more than that: `--version` and `--help` have to answer at once. */
export function manifest(): Manifest {
  return JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as Manifest;
}

/** The version of sigwatch that is running. */
export const ownVersion = (): string => manifest().version;
