// Packages of many files, each of which would cost a command that does not use it up to a third of its time. Whoever
// uses one loads it with its first use; CommonJS is what can be loaded so without a wait.
import { createRequire } from 'node:module';
import * as celModule from '@marcbachmann/cel-js';
import * as yamlModule from 'yaml';

const require = createRequire(import.meta.url);

/** What comes with sigwatch is parsed when it is built. The bundle holds it: it is 72 files, half of a small scan's start. */
export const yaml = (): typeof import('yaml') => yamlModule;
/** Needed where a run is supervised. */
export const rxjs = (): typeof import('rxjs') => require('rxjs');
/** Needed where a pack or a plugin names a range of versions. */
export const semver = (): typeof import('semver') => require('semver');
/** The schemas of sigwatch itself are compiled when it is built. */
export const ajv = (): typeof import('ajv') => require('ajv');
export const ajvStandalone = (): typeof import('ajv/dist/standalone/index.js').default =>
  require('ajv/dist/standalone/index.js').default;
/** Needed where a rule has an expression. The bundle holds it: it is an ES module, which Jest lets nobody `require`. */
export const cel = (): typeof import('@marcbachmann/cel-js') => celModule;
