import { createRequire } from 'node:module';

/** Of this package; all packages of sigwatch carry the same one. */
export const { version } = createRequire(import.meta.url)('../package.json') as { readonly version: string };
