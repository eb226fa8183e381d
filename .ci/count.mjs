// Usage: node .ci/count.mjs REPORT TEST_EXIT CHECK_EXIT: the closing line of CI, from vitest's JSON report and the exit
// codes of `npm test` and `npm run check`.
import { readFileSync } from 'node:fs';

const [report, testExit, checkExit] = process.argv.slice(2);
let counts;
try {
  counts = JSON.parse(readFileSync(report, 'utf8'));
} catch {
  console.error('The tests left no report: they crashed.');
  console.log('0 passed, 1 failed');
  process.exit(1);
}
const passed = counts.numPassedTests;
const skipped = counts.numPendingTests + counts.numTodoTests;
if (skipped > 0) console.error(`${skipped} tests were skipped, and in CI none may be.`);
let failed = counts.numFailedTests + skipped;
// A file that could not be loaded, a service that was not ready, an error outside of any test.
if (failed === 0 && (testExit !== '0' || passed === 0)) failed = 1;
if (checkExit !== '0') {
  console.error('npm run check failed.');
  failed += 1;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
