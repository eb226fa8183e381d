// The module that `npm run generate` puts into src/generated/scanner-module.ts. No object is ever made in it: whoever calls
// lays the memory out and hands addresses over.
export { find, goOn } from './find';
export { survey } from './lines';
export { runProgram } from './program';
export { findRuns, goOnRuns } from './runs';
