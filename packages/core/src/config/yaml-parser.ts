import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** The parser, loaded with the first file that needs one: what comes with sigwatch is parsed when it is built. */
export const yamlParser = (): typeof import('yaml') => require('yaml');
