import { realSuites, skippedText } from './suites.js';

/** Tells at the end of a test run which real suites were not ready. In CI nothing may be skipped. */
export default class SkippedSuites {
  onTestRunEnd(): void {
    const skipped = realSuites.filter((suite) => !suite.ready());
    process.stdout.write(skippedText(skipped));
    if (skipped.length > 0 && process.env.CI) process.exitCode = 1;
  }
}
