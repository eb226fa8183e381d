// The module that `npm run generate` puts into src/generated/scanner-module.ts. No object is ever made in it: whoever calls
// lays the memory out and hands addresses over.
export { countLines } from './prefilter';
export { runProgram } from './program';
